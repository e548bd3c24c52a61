import type { Json } from './property.js'
import { plainText } from './plain-text.js'
import { ipAddress } from './shapes.js'

const bitsOf = (numbers: readonly string[], base: number, width: number): string =>
  numbers
    .map((number) =>
      Number.parseInt(number || '0', base)
        .toString(2)
        .padStart(width, '0'),
    )
    .join('')

const groupsOf = (text: string): readonly string[] => text.split(':').filter(Boolean)

/** An address as its bits: 32 of IPv4, 128 of IPv6. */
const addressBits = (address: string): string => {
  if (!address.includes(':')) return bitsOf(address.split('.'), 10, 8)
  const [head, tail] = address.split('::').map(groupsOf) as [readonly string[], (readonly string[])?]
  const left = 8 - head.length - (tail?.length ?? 0)
  return bitsOf([...head, ...Array.from<string>({ length: left }).fill('0'), ...(tail ?? [])], 16, 16)
}

const checkedLength = (address: string, text: string): number => {
  const bits = addressBits(address)
  const length = Number(text)
  if (!/^\d{1,3}$/.test(text) || length > bits.length)
    throw new Error(`not a network: after the slash comes a number from 1 to ${bits.length}`)
  if (length === 0) throw new Error('everybody would be in it: name the addresses of the proxies')
  if (/1/.test(bits.slice(length)))
    throw new Error(
      `${address}/${text} is more than that address: type ${address}, or the first address of the network`,
    )
  return length
}

/** An IP address, or a network such as `10.0.0.0/8` or `2001:db8::/32`. Not the network of all addresses. */
export const network = (given: Json): string => {
  const [address = '', ...lengths] = plainText(given).split('/')
  ipAddress(address)
  if (lengths.length > 1) throw new Error('not a network: type it like 10.0.0.0/8')
  return [address, ...lengths.map((length) => checkedLength(address, length))].join('/')
}

/** Whether an address is, or is in, one of these. */
export const isInNetworks = (address: string, networks: readonly string[]): boolean => {
  const bits = addressBits(address)
  return networks.some((one) => {
    const [first = '', length] = one.split('/')
    const other = addressBits(first)
    return other.length === bits.length && bits.startsWith(other.slice(0, Number(length ?? bits.length)))
  })
}
