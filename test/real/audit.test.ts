import { expect, it } from '@jest/globals'
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { useFleet } from './support/fleet.js'
import { pictureOfFolder } from './support/picture.js'
import { provision } from './support/program.js'

const fleet = useFleet()

interface Try {
  readonly kind: string
  readonly what: string
  readonly result: string
}

it('tells what a site in a shared pool gets of another client, and leaves no trace', async () => {
  for (const client of ['acme', 'umbrella']) {
    await fleet().saveSite(`${client}.test`, { client_name: client })
    await fleet().run({ task: 'install', name: `@${client}.test` })
  }
  const picture = () => ({
    files: pictureOfFolder(fleet().root),
    temporary: readdirSync(tmpdir()).filter((name) => name.startsWith('provision-audit')),
    secrets: pictureOfFolder(join(fleet().home, 'secrets')),
  })
  const before = picture()

  const { code, stdout } = await provision(fleet().home, 'provision-audit', 'isolation', '@acme.test', '--json')

  const [{ other, tries }] = JSON.parse(stdout).sites as [{ other: string; tries: readonly Try[] }]
  const got = tries.filter(({ result }) => result === 'got').map(({ kind, what }) => `${kind}: ${what}`)
  expect([code, other]).toEqual([1, '@umbrella.test'])
  expect(got).toEqual(
    expect.arrayContaining(['read: settings', 'write: uploads', 'poison: pool of PHP, asked by hand']),
  )
  expect(tries.filter(({ what, result }) => what === 'tables' && result !== 'nothing')).toEqual([])
  expect(picture()).toEqual(before)
}, 120_000)

it('says that it could not try where no other client is', async () => {
  const { code, stderr } = await provision(
    fleet().home,
    'provision-audit',
    'isolation',
    '@acme.test',
    '--against=@none',
  )
  expect([code, stderr]).toEqual([64, expect.stringContaining('@none')])

  await fleet().run({ task: 'delete', name: '@umbrella.test' })
  const alone = await provision(fleet().home, 'provision-audit', 'isolation')

  expect([alone.code, alone.stderr]).toEqual([3, expect.stringContaining('no site of another client is on its server')])
}, 120_000)
