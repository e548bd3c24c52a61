import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { useFleet } from './support/fleet.js'
import { useNeighbour } from './support/neighbour.js'
import { differences, pictureOf } from './support/picture.js'
import { Program, provision, until } from './support/program.js'

const fleet = useFleet()
const database = useNeighbour(fleet)
const name = '@slow.test'
const hosts = ['slow.test', 'neighbour.test']

const begun = (): string => join(fleet().home, 'begun')
const goOn = (): string => join(fleet().home, 'go-on')

/** An installation that fills half a database, says so, and waits until it may go on. */
const slowly = (): string => `<?php
require '${fleet().root}/install.php';
touch('${begun()}');
while (is_dir('${fleet().home}') && !file_exists('${goOn()}')) { usleep(5000); clearstatcache(); }
`

const install = async (): Promise<Program> => {
  const program = new Program(fleet().home, ['install', name])
  await until(() => existsSync(begun()), 'the installation')
  return program
}

beforeAll(async () => {
  writeFileSync(join(fleet().root, 'slow.php'), slowly())
  await fleet().change('@platform_php', { install_cmd: `php ${fleet().root}/slow.php` })
})
beforeEach(async () => {
  for (const path of [begun(), goOn()]) rmSync(path, { force: true })
  await fleet().saveSite('slow.test')
  if (fleet().read(name)?.recorded['installed'] === true) {
    await fleet().run({ task: 'delete', name })
    await fleet().saveSite('slow.test')
  }
})

describe('a context that another task holds', () => {
  it.each(['install', 'verify', 'delete'])(
    'makes %s end with 75, and name user, process, task and time',
    async (task) => {
      const first = await install()

      const second = await provision(fleet().home, task, name, ...(task === 'delete' ? ['--no-backup', '--yes'] : []))

      writeFileSync(goOn(), '')
      expect((await first.ended).code).toBe(0)
      expect(second.code).toBe(75)
      expect(second.stderr).toMatch(
        new RegExp(`${name} is locked by \\S+ \\(pid ${first.pid}\\): provision-install, since \\d{4}-\\d\\d-\\d\\dT`),
      )
      expect(second.stderr).toContain('--wait')
    },
  )

  it('stops no other context of the same command', async () => {
    const first = await install()
    await fleet().change('@neighbour.test', { upload_limit: '8M' })

    const second = await provision(fleet().home, 'verify', name, '@neighbour.test')

    writeFileSync(goOn(), '')
    await first.ended
    expect(second.code).toBe(75)
    expect(second.stderr).toContain('[@neighbour.test] write the vhost')
  })

  it('is waited for with --wait', async () => {
    const first = await install()
    const second = new Program(fleet().home, ['verify', name, '--wait=30'])
    await new Promise((resolve) => setTimeout(resolve, 400))

    writeFileSync(goOn(), '')

    expect((await first.ended).code).toBe(0)
    expect((await second.ended).code).toBe(0)
    expect(second.stderr).toContain(`${name}: nothing to do`)
  })

  it('lets others be saved while a command waits for it', async () => {
    const first = await install()
    const second = new Program(fleet().home, ['save', name, '--client_name=waiting', '--wait=30'])
    await new Promise((resolve) => setTimeout(resolve, 400))

    const third = await provision(fleet().home, 'save', '@neighbour.test', '--client_name=quick')

    writeFileSync(goOn(), '')
    expect(third.code).toBe(0)
    expect((await first.ended).code).toBe(0)
    expect((await second.ended).code).toBe(0)
    expect(fleet().read(name)?.properties['client']).toBe('@client_waiting')
  })

  it('lets a command that waits for it be interrupted', async () => {
    const first = await install()
    const second = new Program(fleet().home, ['verify', name, '--wait'])
    await new Promise((resolve) => setTimeout(resolve, 400))

    second.interrupt()

    expect((await second.ended).code).toBe(130)
    writeFileSync(goOn(), '')
    expect((await first.ended).code).toBe(0)
  })
})

describe('an installation that ends before its time', () => {
  it('because it is interrupted is undone, and ends with 130', async () => {
    const before = await pictureOf(fleet(), database(), hosts)
    const program = await install()

    program.interrupt()

    expect((await program.ended).code).toBe(130)
    expect(program.stderr).toContain('interrupted')
    expect(differences(before, await pictureOf(fleet(), database(), hosts))).toEqual([])
    expect(readdirSync(join(fleet().home, 'journal/open'))).toEqual([])
  })

  it('because it is killed leaves a lock that is void, and is undone before the next command', async () => {
    const program = await install()
    program.kill()
    await program.ended
    writeFileSync(goOn(), '')

    const next = await provision(fleet().home, 'install', name)

    expect(next.code).toBe(0)
    expect(fleet().read(name)?.recorded['installed']).toBe(true)
    expect(readdirSync(join(fleet().home, 'journal/open'))).toEqual([])
  })

  it('because it is killed while another command waits for it is undone before that one goes on', async () => {
    const before = await pictureOf(fleet(), database(), hosts)
    const program = await install()
    const waiting = new Program(fleet().home, ['save', name, '--upload_limit=9M', '--wait=30'])
    await new Promise((resolve) => setTimeout(resolve, 400))

    program.kill()

    expect((await waiting.ended).code).toBe(0)
    await fleet().change(name, { upload_limit: null })
    expect(differences(before, await pictureOf(fleet(), database(), hosts))).toEqual([])
    expect(readdirSync(join(fleet().home, 'journal/open'))).toEqual([])
  })
})
