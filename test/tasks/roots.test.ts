import { chmodSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from '@jest/globals'
import { useHome } from '../support/home.js'
import { quiet } from '../support/quiet.js'
import { Tasks } from '../support/tasks.js'

const home = useHome()
let tasks: Tasks

const at = (...names: readonly string[]): string => join(home(), ...names)

const folder = (...names: readonly string[]): string => {
  mkdirSync(at(...names), { recursive: true })
  return at(...names)
}

const codeBase = (...names: readonly string[]): string => {
  writeFileSync(join(folder(...names), 'index.html'), 'hello')
  return at(...names)
}

const link = (path: string, target: string): string => {
  symlinkSync(target, path)
  return path
}

const save = async (name: string, contextType: string, properties: Readonly<Record<string, string>>): Promise<string> =>
  (await tasks.save(name, { properties, contextType }, { progress: quiet })).error?.message ?? 'saved'

const savePlatform = (name: string, root: string): Promise<string> => save(`@platform_${name}`, 'platform', { root })

const verify = async (...names: readonly string[]): Promise<readonly string[]> =>
  (await tasks.verify(names, {}, { progress: quiet })).map(({ error }) => error?.message ?? 'good')

beforeEach(async () => {
  tasks = new Tasks(home())
  await save('@server_master', 'server', {})
})

describe('a root', () => {
  it.each([
    ['the home', () => home(), 'contains'],
    ['what contains the home', () => join(home(), '..'), 'contains'],
    ['the folder of the contexts', () => folder('contexts'), 'is'],
    ['one in the configuration', () => folder('config/server_master'), 'is in'],
    ['one in backups that are not there yet', () => at('backups/x'), 'is in'],
    ['a link to the secrets', () => link(at('innocent'), folder('secrets')), 'is'],
    ['one behind a link to the home', () => join(link(at('round'), home()), 'journal/x'), 'is in'],
    [
      'one whose sites are a link to the journal',
      () => (link(join(folder('a'), 'sites'), folder('journal')), at('a')),
      'is',
    ],
  ])('is not what Provision keeps: %s', async (_, root, how) => {
    expect(await savePlatform('x', root())).toMatch(new RegExp(` ${how} .*, which Provision keeps for itself$`))
  })

  it.each([
    ['the same', () => at('code')],
    ['one in it', () => folder('code/sub')],
    ['the folder of a site', () => folder('code/sites/a.test')],
    ['its uploads', () => folder('code/sites/a.test/files')],
    ['a link to it', () => link(at('other'), at('code'))],
    ['one whose sites are those of the other', () => (link(join(folder('b'), 'sites'), folder('code/sites')), at('b'))],
  ])('is not what another platform has: %s', async (_, root) => {
    await savePlatform('one', codeBase('code'))

    expect(await savePlatform('x', root())).toMatch(/ (is|is in) .*code(\/sites)?( \(really .*\))? of @platform_one$/)
  })

  it('is not around what another platform has', async () => {
    await savePlatform('inner', codeBase('around/inner'))

    expect(await savePlatform('x', at('around'))).toMatch(/ contains .*around\/inner of @platform_inner$/)
  })

  it.each([
    ['a folder that anybody may change', 0o777, 'anybody may change'],
    ['a sticky root itself', 0o1777, 'anybody may change'],
  ])('is nothing that others could change: %s', async (_, mode, message) => {
    chmodSync(codeBase('shared'), mode)

    expect(await savePlatform('x', at('shared'))).toContain(`${message} ${at('shared')}`)
  })

  it('may be in a sticky folder, and anywhere else in the home', async () => {
    chmodSync(folder('tmp'), 0o1777)

    expect(await savePlatform('x', codeBase('tmp/code'))).toBe('saved')
    expect(await savePlatform('y', codeBase('platforms/y'))).toBe('saved')
    expect(await savePlatform('z', '/srv/not-there/yet')).toBe('saved')
  })

  it('is looked at again by a verify, for its sites, too', async () => {
    await savePlatform('x', codeBase('code'))
    await save('@a.test', 'site', { uri: 'a.test', platform: '@platform_x' })
    expect(await verify('@platform_x', '@a.test')).toEqual(expect.arrayContaining(['good']))
    renameSync(at('code'), at('code.away'))
    link(at('code'), folder('contexts'))

    const messages = await verify('@platform_x', '@a.test')

    for (const message of messages) expect(message).toMatch(/code \(really .*contexts\) is .*contexts, which Provision/)
  })

  it('of an older home that another platform has, too, is refused by name, and its sites go on', async () => {
    await savePlatform('x', codeBase('code'))
    await savePlatform('y', codeBase('other'))
    await save('@a.test', 'site', { uri: 'a.test', platform: '@platform_y' })
    await verify('@a.test')
    const file = at('contexts/platform_y.json')
    writeFileSync(file, readFileSync(file, 'utf8').replace(at('other'), at('code')))

    expect(await verify('@platform_y')).toEqual([expect.stringMatching(/code is .*code of @platform_x$/)])
  })
})
