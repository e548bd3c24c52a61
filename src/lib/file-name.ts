import { createHash } from 'node:crypto'

/** File systems take 255 bytes; some are left for endings and for the names of temporary neighbours. */
const longest = 200

/** The name, without ending, of a file that belongs to a host name: the host name, unless that is very long. */
export const fileName = (host: string): string => {
  if (host.length <= longest) return host
  const digest = createHash('sha256').update(host).digest('hex').slice(0, 16)
  return `${host.slice(0, longest - 17)}-${digest}`
}
