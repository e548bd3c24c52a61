import { createHash } from 'node:crypto'

/** File systems allow 255 bytes. The rest is for endings and for names of temporary files. */
export const longestFileName = 200

/** The name, without ending, of a file for a host name: the host name itself, or a shortened one if it is very long. */
export const fileName = (host: string): string => {
  if (host.length <= longestFileName) return host
  const digest = createHash('sha256').update(host).digest('hex').slice(0, 16)
  return `${host.slice(0, longestFileName - 17)}-${digest}`
}
