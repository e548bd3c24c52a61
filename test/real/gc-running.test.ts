import { describe, expect, it } from '@jest/globals'
import { on } from 'node:events'
import { rmSync, existsSync, utimesSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { GarbageReport } from '../../src/provision/api.js'
import { Locks } from '../../src/engine/locks.js'
import { holderOf } from '../../src/hosts/holder.js'
import { codeBase, useFleet } from './support/fleet.js'
import { gc, lose, told } from './support/garbage.js'
import { Program, provision, until } from './support/program.js'

const minute = 60_000
const fleet = useFleet()
const at = (...words: readonly string[]): string => join(fleet().home, ...words)

/** Comes true when a process asks for a lock that another has. */
const askedFor = async (subject: string): Promise<void> => {
  const watcher = watch(at('locks'))
  for await (const [, name] of on(watcher, 'change')) if (String(name).startsWith(`${subject}~`)) break
  watcher.close()
}

/** An installation that goes on once there is a file named `go`. */
const slowInstallation = async (): Promise<Program> => {
  codeBase(at('srv/slow'))
  const script = `<?php touch('begun'); while (!file_exists('go')) usleep(10000); include 'install.php';`
  writeFileSync(at('srv/slow/slow.php'), script)
  await fleet().save('@platform_slow', 'platform', { root: at('srv/slow'), install_cmd: 'php slow.php' })
  await fleet().verify('@platform_slow')
  await fleet().saveSite('slow.test', { platform: '@platform_slow' })
  const program = new Program(fleet().home, ['provision-install', '@slow.test'])
  await until(() => existsSync(at('srv/slow/begun')), 'the installation')
  return program
}

/** Sites come and go. */
const life = async (): Promise<void> => {
  for (const uri of ['one.test', 'two.test', 'three.test']) {
    const given = ['--context_type=site', `--uri=${uri}`, '--platform=@platform_php', '--aliases=a.test/alias']
    await provision(fleet().home, 'provision-save', `@${uri}`, ...given)
    await provision(fleet().home, 'provision-install', `@${uri}`)
    await provision(fleet().home, 'provision-delete', `@${uri}`, '--no-backup', '--forget', '--yes')
  }
}

describe('what a running task uses', () => {
  it(
    'is neither reported nor removed, whatever it looks like, and the task is named',
    async () => {
      const program = await slowInstallation()
      const back = lose('slow.test', fleet())
      writeFileSync(at('secrets/gone.test.json'), '{}')

      const report = await gc(fleet(), 'remove')
      back()
      writeFileSync(at('srv/slow/go'), '')
      const { code } = await program.ended

      rmSync(at('secrets/gone.test.json'))
      expect(told(report, fleet())).toEqual(['secrets secrets/gone.test.json'])
      expect(report.warnings).toEqual([expect.stringContaining(`(pid ${program.pid}): provision-install`)])
      expect(code).toBe(0)
      expect(told(await gc(fleet()), fleet())).toEqual([])
    },
    minute,
  )

  it(
    'is never taken for nobody’s, at any moment of the life of a site',
    async () => {
      let isOver = false
      const living = life().finally(() => {
        isOver = true
      })
      const [found, looks]: [Set<string>, GarbageReport[]] = [new Set(), []]

      while (!isOver) {
        const report = await gc(fleet())
        looks.push(report)
        for (const line of told(report, fleet())) found.add(line)
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      await living

      expect([...found]).toEqual([])
      expect(looks.length).toBeGreaterThan(20)
      expect(looks.some(({ warnings }) => warnings.length > 0)).toBe(true)
    },
    minute,
  )

  it('is kept when a context is saved between the look and the removal', async () => {
    await fleet().saveSite('a.test')
    const back = lose('a.test', fleet())
    const saving = await new Locks(fleet().home, holderOf('provision-save')).acquire('contexts')
    const asked = askedFor('contexts')
    const collecting = new Program(fleet().home, ['provision-gc', '--json'])
    await asked
    back()
    utimesSync(at('journal/open'), new Date(), new Date())
    saving.release()

    const { code, stdout } = await collecting.ended

    expect(JSON.parse(stdout).findings.filter(({ removed }: { removed: boolean }) => removed)).toEqual([])
    expect(existsSync(at('hosts/a.test'))).toBe(true)
    expect(code).toBe(0)
  })
})
