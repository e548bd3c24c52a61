import { readFileSync } from 'node:fs'
import { hostname, networkInterfaces } from 'node:os'
import { isLoopback } from '../../lib/loopback.js'
import { ignoringMissing } from './missing.js'

const interfaceAddresses = (): readonly string[] =>
  Object.values(networkInterfaces()).flatMap((addresses = []) => addresses.map(({ address }) => address.toLowerCase()))

const linesOf = (table: string): readonly (readonly string[])[] =>
  table.split('\n').map((line) => line.replace(/#.*/, '').trim().toLowerCase().split(/\s+/))

/** Names and addresses of this machine, as its own tables say: no name server is asked. */
const namesOfThisMachine = (): ReadonlySet<string> => {
  const addresses = new Set(interfaceAddresses())
  const hosts = linesOf(ignoringMissing(() => readFileSync('/etc/hosts', 'utf8')) ?? '')
  const names = hosts.flatMap(([address = '', ...others]) =>
    addresses.has(address) || isLoopback(address) ? others : [],
  )
  return new Set([hostname().toLowerCase(), ...addresses, ...names])
}

/** Tells whether a name or an address is this machine's; its tables are read once, and only when they are needed. */
export const thisMachineTeller = (): ((name: string) => boolean) => {
  let names: ReadonlySet<string> | undefined
  return (name) => {
    const given = name.toLowerCase()
    if (isLoopback(given)) return true
    names ??= namesOfThisMachine()
    return names.has(given)
  }
}
