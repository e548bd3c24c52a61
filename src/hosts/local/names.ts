import { readFileSync } from 'node:fs'
import { hostname, networkInterfaces } from 'node:os'
import { isLoopback } from '../../lib/loopback.js'
import { ignoringMissing } from './missing.js'

const interfaceAddresses = (): readonly string[] =>
  Object.values(networkInterfaces()).flatMap((addresses = []) => addresses.map(({ address }) => address.toLowerCase()))

const linesOf = (table: string): readonly (readonly string[])[] =>
  table.split('\n').map((line) => line.replace(/#.*/, '').trim().toLowerCase().split(/\s+/))

/** Names and addresses of this machine, from its own tables. No name server is asked. */
const namesOfThisMachine = (): ReadonlySet<string> => {
  const addresses = new Set(interfaceAddresses())
  const hosts = linesOf(ignoringMissing(() => readFileSync('/etc/hosts', 'utf8')) ?? '')
  const names = hosts.flatMap(([address = '', ...others]) =>
    addresses.has(address) || isLoopback(address) ? others : [],
  )
  return new Set([hostname().toLowerCase(), ...addresses, ...names])
}

/** Returns a function that says whether a name or address is this machine's. Its tables are read once, on first use. */
export const localAddressTest = (): ((name: string) => boolean) => {
  let names: ReadonlySet<string> | undefined
  return (name) => {
    const lowered = name.toLowerCase()
    if (isLoopback(lowered)) return true
    names ??= namesOfThisMachine()
    return names.has(lowered)
  }
}
