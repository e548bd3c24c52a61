import { beforeEach, describe, expect, it } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Progress } from '../../src/engine/progress.js'
import { exitCode } from '../../src/cli/report/exit-code.js'
import { openJournals } from '../../src/engine/journal/read.js'
import { root } from '../process/command-line.js'
import { useHome } from '../support/home.js'
import { quiet } from '../support/quiet.js'
import { Tasks } from '../support/tasks.js'

const home = useHome()
let tasks: Tasks
const uploads = (): string => join(home(), 'code/sites/a.test/files')

beforeEach(async () => {
  tasks = new Tasks(home())
  mkdirSync(join(home(), 'code'))
  writeFileSync(join(home(), 'code/index.html'), '')
  const save = (name: string, contextType: string, properties: Readonly<Record<string, string>>) =>
    tasks.save(name, { contextType, properties }, { progress: quiet })
  await save('@server_master', 'server', {})
  await save('@platform_x', 'platform', { root: join(home(), 'code') })
  await save('@a.test', 'site', { uri: 'a.test', platform: '@platform_x' })
  for (const { error } of await tasks.verify([], { all: true }, { progress: quiet }))
    if (error !== undefined) throw error
})

const remove = async (progress: Progress = quiet) =>
  (await tasks.delete(['@a.test'], { noBackup: true }, { progress }))[0]

/** Folders one in the other, deeper than any path may be long. */
const makeDeep = (depth: number): void => {
  const script = 'import os, sys\nfor _ in range(int(sys.argv[1])):\n  os.mkdir("d"); os.chdir("d")\nopen("file", "w")'
  expect(spawnSync('python3', ['-c', script, String(depth)], { cwd: uploads() }).status).toBe(0)
}

describe('a folder that a program has filled', () => {
  it('3,000 deep is removed with few files open at a time', () => {
    makeDeep(3000)
    const words = [process.execPath, join(root, 'bin/run.js'), 'delete', '@a.test', '--no-backup', '--yes']

    const ended = spawnSync('sh', ['-c', 'ulimit -n 150; exec "$@"', 'sh', ...words], {
      encoding: 'utf8',
      env: { ...process.env, PROVISION_HOME: home(), PROVISION_ALLOW_ROOT: '1' },
    })

    expect([ended.status, ended.stderr]).toEqual([0, expect.stringContaining('Done')])
    expect(readdirSync(join(home(), 'code/sites'))).toEqual(['.provision'])
  })

  it('with a folder at the bottom that may not be emptied is refused before anything is changed', async () => {
    makeDeep(300)
    const script = 'import os\nfor _ in range(300): os.chdir("d")\nos.chmod(".", 0o500)'
    spawnSync('python3', ['-c', script], { cwd: uploads() })

    const report = await remove()
    spawnSync('python3', ['-c', script.replace('0o500', '0o700')], { cwd: uploads() })

    expect(report?.error?.code).toBe('DRUSH_PERM_ERROR')
    expect(existsSync(uploads())).toBe(true)
    expect((await remove())?.ok).toBe(true)
  })
})

describe('what keeps a site from being removed once that cannot be undone any more', () => {
  it('fails the task with exit code 3 and its path, and is removed by a recovery after that is mended', async () => {
    const inside = () => readdirSync(join(home(), 'code/sites')).find((name) => name.includes('.removed-')) ?? ''
    mkdirSync(join(uploads(), 'kept'))
    writeFileSync(join(uploads(), 'kept/file'), '')
    const protect: Progress = ({ event }) => {
      if (event === 'committed') chmodSync(join(home(), 'code/sites', inside(), 'files/kept'), 0o500)
    }

    const report = await remove(protect)
    const again = (await tasks.recover({ progress: quiet }))[0]
    const kept = join(home(), 'code/sites', inside(), 'files/kept')
    chmodSync(kept, 0o700)
    const mended = (await tasks.recover({ progress: quiet }))[0]

    expect([report?.error?.code, report === undefined ? 0 : exitCode([report], {})]).toEqual([
      'PROVISION_NOT_REMOVED',
      3,
    ])
    expect(report?.error?.message).toContain(`${kept}/file (EACCES)`)
    expect([again?.ok, again?.leftOver.join()]).toEqual([false, expect.stringContaining(`${kept}/file (EACCES)`)])
    expect([mended?.ok, existsSync(kept), openJournals(home())]).toEqual([true, false, []])
  })
})
