import { BlockList, isIPv6 } from 'node:net'

/** Scheme and port that visitors use, where they are not those that the web server listens on, and its proxies. */
export interface AskedAs {
  readonly scheme: 'http' | 'https'
  readonly port: number
  /** Addresses and networks whose X-Forwarded headers count. */
  readonly proxies: readonly string[]
}

const familyOf = (address: string) => (isIPv6(address) ? 'ipv6' : 'ipv4')

const isProxy = (address: string, proxies: readonly string[]): boolean => {
  const list = new BlockList()
  for (const proxy of proxies) {
    const [network = '', length] = proxy.split('/')
    if (length === undefined) list.addAddress(network, familyOf(network))
    else list.addSubnet(network, Number(length), familyOf(network))
  }
  return list.check(address, familyOf(address))
}

/** Whether a request from the web server's own machine, to `address`, can be what visitors send through a proxy. */
export const canAskAsVisitor = (address: string, as: AskedAs | undefined): boolean =>
  as === undefined || isProxy(address, as.proxies)

/** What a proxy adds to a request of a visitor. Only if it counts: a stranger's request has none of it. */
export const headersOf = (address: string, as: AskedAs | undefined): Readonly<Record<string, string>> =>
  as !== undefined && canAskAsVisitor(address, as) ? { 'x-forwarded-for': address, 'x-forwarded-proto': as.scheme } : {}
