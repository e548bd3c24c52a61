/**
 * Headers by which proxies speak for their visitors, as PHP would get them. Anybody can send them, and applications
 * believe them. PHP gets the first four with the values that the web server has decided on, from trusted proxies alone,
 * and never the others.
 */
export const decidedHeaders = ['FOR', 'PROTO', 'HOST', 'PORT'].map((name) => `HTTP_X_FORWARDED_${name}`)

export const refusedHeaders = [
  'HTTP_FORWARDED',
  'HTTP_FORWARDED_FOR',
  'HTTP_X_FORWARDED',
  'HTTP_X_FORWARDED_BY',
  'HTTP_X_FORWARDED_PREFIX',
  'HTTP_X_FORWARDED_SCHEME',
  'HTTP_X_FORWARDED_SERVER',
  'HTTP_X_FORWARDED_SSL',
  'HTTP_X_URL_SCHEME',
  'HTTP_FRONT_END_HTTPS',
  'HTTP_X_REAL_IP',
  'HTTP_CLIENT_IP',
  'HTTP_X_CLIENT_IP',
  'HTTP_X_CLUSTER_CLIENT_IP',
  'HTTP_TRUE_CLIENT_IP',
  'HTTP_CF_CONNECTING_IP',
  'HTTP_CF_VISITOR',
  'HTTP_X_ORIGINAL_URL',
  'HTTP_X_REWRITE_URL',
]
