import { hash } from 'node:crypto'

const digest = (algorithm: 'sha1' | 'sha256', ...parts: readonly Buffer[]): Buffer =>
  hash(algorithm, Buffer.concat(parts), 'buffer')

/** The hash of `mysql_native_password`: `*` and SHA1(SHA1(password)) in hex. */
export const nativeHash = (password: string): string =>
  `*${digest('sha1', digest('sha1', Buffer.from(password)))
    .toString('hex')
    .toUpperCase()}`

const repeated = (bytes: Buffer, length: number): Buffer => Buffer.alloc(length, bytes)

/** The rounds of SHA-crypt, as Ulrich Drepper specified it. Unlike crypt(3), the salt is not cut to 16 bytes. */
const stretched = (password: Buffer, salt: Buffer, rounds: number): Buffer => {
  let sum = mixed(password, salt)
  const p = repeated(digest('sha256', ...Array<Buffer>(password.length).fill(password)), password.length)
  const s = repeated(digest('sha256', ...Array<Buffer>(16 + (sum[0] ?? 0)).fill(salt)), salt.length)
  for (let round = 0; round < rounds; round++) sum = digest('sha256', ...roundParts(round, { sum, p, s }))
  return sum
}

const mixed = (password: Buffer, salt: Buffer): Buffer => {
  const alternate = digest('sha256', password, salt, password)
  const bits = [...password.length.toString(2)].reverse()
  return digest(
    'sha256',
    password,
    salt,
    repeated(alternate, password.length),
    ...bits.map((bit) => (bit === '1' ? alternate : password)),
  )
}

const roundParts = (round: number, { sum, p, s }: Readonly<Record<'sum' | 'p' | 's', Buffer>>): readonly Buffer[] => [
  round % 2 === 1 ? p : sum,
  ...(round % 3 === 0 ? [] : [s]),
  ...(round % 7 === 0 ? [] : [p]),
  round % 2 === 1 ? sum : p,
]

const alphabet = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

const letters = (value: number, count: number): string =>
  Array.from({ length: count }, (_, index) => alphabet[(value >> (6 * index)) & 63]).join('')

/** SHA-crypt's base 64: bytes 0, 10, 20, then 21, 1, 11, then 12, 22, 2 and so on; 31 and 30 at the end. */
const encoded = (sum: Buffer): string => {
  const byte = (index: number): number => sum[index] ?? 0
  const triples = Array.from({ length: 10 }, (_, index) => {
    const start = (index * 21) % 30
    const [a, b, c] = [start, (start + 10) % 30, (start + 20) % 30]
    return letters((byte(a) << 16) | (byte(b) << 8) | byte(c), 4)
  })
  return `${triples.join('')}${letters((byte(31) << 8) | byte(30), 3)}`
}

const saltLength = 20
const roundsUnit = 1000

/**
 * The hash of `caching_sha2_password`: `$A$005$`, 20 bytes of salt, 43 characters. The rounds are in thousands, in hex.
 */
const sha2Holds = (password: string, kept: Buffer): boolean => {
  const [, thousands = ''] = /^\$A\$([0-9A-Fa-f]{3})\$/.exec(kept.toString('latin1')) ?? []
  if (thousands === '') return false
  const salt = kept.subarray(7, 7 + saltLength)
  const rounds = Number.parseInt(thousands, 16) * roundsUnit
  return encoded(stretched(Buffer.from(password), salt, rounds)) === kept.subarray(7 + saltLength).toString('latin1')
}

/**
 * Whether an account has this password, according to the server's hash. A login would work only for accounts that may
 * connect from this machine. An unknown plugin counts as a different password.
 */
export const passwordHolds = (password: string, plugin: string, kept: Buffer): boolean => {
  if (plugin === 'mysql_native_password') return kept.toString('latin1') === nativeHash(password)
  return plugin === 'caching_sha2_password' && sha2Holds(password, kept)
}
