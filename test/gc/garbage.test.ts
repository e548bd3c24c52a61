import { describe, expect, it } from '@jest/globals'
import { existsSync } from 'node:fs'
import { writeRecord } from '../../src/contexts/record.js'
import { collectGarbage } from '../../src/provision/collect-garbage.js'
import { Hosts } from '../../src/hosts/hosts.js'
import { localHost } from '../../src/hosts/local/index.js'
import { programOf } from '../../src/provision/provision.js'
import { Session } from '../../src/provision/session.js'
import { sessionOf } from '../support/session.js'
import { useHome } from '../support/home.js'
import { quiet } from '../support/quiet.js'
import { below, put, record } from './scan.js'

const home = useHome()
const at = (...words: readonly string[]): string => below(home())(...words)
const newSession = (): Session => sessionOf(home())

const save = (name: string): void => {
  put(at('contexts', `${name.slice(1)}.json`), writeRecord(record(name, 'server', {})))
  put(at('secrets', `${name.slice(1)}.json`), '{}')
}

/** A session during whose first look, once the contexts are read, something happens. */
const during = (act: () => void): Session => {
  const here = localHost(home())
  const { reader } = here
  let isFirst = true
  const list = (path: string): readonly string[] => {
    const names = reader.list(path)
    if (isFirst && path === at('contexts')) act()
    isFirst = false
    return names
  }
  return new Session(programOf(home(), { hosts: () => new Hosts({ ...here, reader: { ...reader, list } }) }))
}

describe('what is there for a context', () => {
  it('that was saved during the look is not taken for nobody’s', async () => {
    save('@server_a')

    const { findings } = await collectGarbage(
      during(() => save('@server_b')),
      { progress: quiet },
    )

    expect(findings).toEqual([])
    expect(existsSync(at('secrets/server_b.json'))).toBe(true)
  })

  it('that is not there any more is removed as far as it holds nothing', async () => {
    save('@server_a')
    put(at('hosts/gone.test'), '@gone.test\n')
    put(at('secrets/gone.test.json'), '{}')

    const { findings } = await collectGarbage(newSession(), { progress: quiet })

    expect(findings.map(({ where, removed }) => [where, removed])).toEqual([
      [at('secrets/gone.test.json'), false],
      [at('hosts/gone.test'), true],
    ])
    expect([at('hosts/gone.test'), at('secrets/gone.test.json')].map((path) => existsSync(path))).toEqual([false, true])
  })
})

describe('a home', () => {
  it('that is not there has nothing, and is not made', async () => {
    const session = sessionOf(at('none'))

    const report = await collectGarbage(session, { progress: quiet })

    expect(report.findings).toEqual([])
    expect(existsSync(at('none'))).toBe(false)
  })
})
