/** Scheme and port that visitors use, where they are not those that the web server listens on. */
export interface AskedAs {
  readonly scheme: 'http' | 'https'
  readonly port: number
  /** Whether what a proxy says counts, if it comes from the address that is asked. */
  readonly trusted: boolean
}

/** Whether a request can be what visitors send. Otherwise it is a stranger's, past the proxy. */
export const isVisitor = (as: AskedAs | undefined): boolean => as === undefined || as.trusted

/** What a proxy adds to the request of a visitor who is at `address`. */
export const proxyHeaders = (address: string, as: AskedAs | undefined): Readonly<Record<string, string>> =>
  as?.trusted ? { 'x-forwarded-for': address, 'x-forwarded-proto': as.scheme } : {}
