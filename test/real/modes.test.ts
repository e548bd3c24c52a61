import { expect, it } from '@jest/globals'
import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { useFleet } from './support/fleet.js'

const fleet = useFleet(['nginx', 'apache'])

/**
 * What may be done with everything in a home, by path; the first that fits counts. Only these are for others: the way to
 * what a web server reads, the code and the files of sites, and what is generated, below folders that keep others out.
 */
const modes: readonly (readonly [path: RegExp, mode: string])[] = [
  [/^(contexts|hosts|locks|secrets|seen|journal|queue)$/, '700'],
  [/^journal\/(open|closed|kept)(\/[^/]+)?$/, '700'],
  [/^journal\/.*\/keep-[^/]*$/, '700'],
  [/^(contexts|hosts|locks|secrets|seen)\/[^/]+$/, '600'],
  [/^journal\/.*\/(journal\.jsonl|length)$/, '600'],
  [/^queue\/.+$/, '700'],
  [/^config$/, '711'],
  [/^config\/(includes|[^/]+)$/, '711'],
  [/^config\/[^/]+\/(nginx|apache|acme|[^/]+\/subroot)$/, '711'],
  [/^config\/[^/]+\/[^/]+\/(pre|post|platform|vhost|subdir)\.d$/, '700'],
  [/\.cred$/, '600'],
  [/^config\/.*\/generation\.json$/, '600'],
  [/^config\/.*\.(conf|inc|own|wildcard)$/, '644'],
  [/\/\.provision$/, '600'],
  [/^srv\/php\/sites(\/[^/]+)?$/, '755'],
  [/^srv\/php\/sites\/one\.test\/(files|private)$/, '2770'],
  [/^srv\/php\/sites\/one\.test\/settings\.php$/, '440'],
]

/** Not made by Provision: the private servers, and the code base. Backups have the modes of what they are of. */
const notOurs =
  /^(journal\/.*\/keep-[^/]*\/|sandbox(\/|$)|srv$|srv\/php$|srv\/php\/[^/]+\.php$|srv\/php\/sites\/one\.test\/files\/)/

it('everything in a home can be read by nobody who does not have to', async () => {
  await fleet().saveSite('one.test', { aliases: 'www.one.test' })
  await fleet().verify('@one.test')
  await fleet().run({ task: 'install', name: '@one.test' })
  await fleet().change('@one.test', { aliases: 'www.one.test,other.test' })
  await fleet().verify('@one.test')

  const found = readdirSync(fleet().home, { recursive: true, encoding: 'utf8' })
    .filter((name) => !notOurs.test(name))
    .map((name) => ({ name, state: lstatSync(join(fleet().home, name)) }))
    .filter(({ state }) => !state.isSymbolicLink())
    .map(({ name, state }) => ({ name, mode: (state.mode & 0o7777).toString(8) }))

  expect(found.filter(({ name, mode }) => modes.find(([path]) => path.test(name))?.[1] !== mode)).toEqual([])
  expect(modes.filter(([path]) => !found.some(({ name }) => path.test(name))).map(String)).toEqual([])
}, 60_000)
