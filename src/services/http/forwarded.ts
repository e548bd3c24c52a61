const decidedNames = ['FOR', 'PROTO', 'HOST', 'PORT'] as const

/** A header as PHP gets it, and the value that the web server has decided on. */
interface DecidedHeader {
  readonly header: string
  readonly value: string
}

/** The headers of proxies that PHP gets, from trusted ones alone. `values` are in the language of a web server. */
export const decidedHeaders = (
  values: Readonly<Record<(typeof decidedNames)[number], string>>,
): readonly DecidedHeader[] => decidedNames.map((name) => ({ header: `HTTP_X_FORWARDED_${name}`, value: values[name] }))

/**
 * All other headers by which proxies speak for their visitors, as PHP would get them. Anybody can send them, and
 * applications believe them, so PHP gets none.
 */
export const refusedHeaders = [
  'HTTP_FORWARDED',
  'HTTP_FORWARDED_FOR',
  'HTTP_X_FORWARDED',
  'HTTP_X_FORWARDED_BY',
  'HTTP_X_FORWARDED_PREFIX',
  'HTTP_X_FORWARDED_PROTOCOL',
  'HTTP_X_FORWARDED_SCHEME',
  'HTTP_X_FORWARDED_SERVER',
  'HTTP_X_FORWARDED_SSL',
  'HTTP_X_SCHEME',
  'HTTP_X_URL_SCHEME',
  'HTTP_X_HOST',
  'HTTP_X_HTTP_HOST_OVERRIDE',
  'HTTP_FRONT_END_HTTPS',
  'HTTP_X_REAL_IP',
  'HTTP_CLIENT_IP',
  'HTTP_X_CLIENT_IP',
  'HTTP_X_CLUSTER_CLIENT_IP',
  'HTTP_TRUE_CLIENT_IP',
  'HTTP_FASTLY_CLIENT_IP',
  'HTTP_CF_CONNECTING_IP',
  'HTTP_CF_VISITOR',
  'HTTP_X_ORIGINAL_URL',
  'HTTP_X_REWRITE_URL',
]
