import { createHmac, randomBytes } from 'node:crypto'

/** A new seed for `digitsOf`. */
export const newSeed = (): string => randomBytes(16).toString('hex')

/** 64 hexadecimal digits. The same for one seed and subject, and unknown to anybody without the seed. */
export const digitsOf = (seed: string, subject: string): string =>
  createHmac('sha256', seed).update(subject).digest('hex')

/** A UUID of version 4 (RFC 9562) from such digits. */
export const uuidOf = (digits: string): string => {
  const variant = ((Number.parseInt(digits.charAt(16), 16) & 0x3) | 0x8).toString(16)
  const [time, middle, version, last, node] = [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ]
  return [time, middle, version, last, node].join('-')
}
