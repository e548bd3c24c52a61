import { beforeAll, describe, expect, it } from '@jest/globals'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { codeBase, useFleet } from './support/fleet.js'
import { Program, provision, until } from './support/program.js'

const minute = 60_000
const fleet = useFleet()
const at = (...words: readonly string[]): string => join(fleet().home, 'srv/slow', ...words)

/** An installer with a background process. It writes the numbers of both, and waits for a file `go`. */
const script = `#!/bin/sh
sleep 300 &
echo "$$ $!" > pids.new
mv pids.new pids
while [ ! -e go ] && [ ! -e fail ]; do sleep 0.02; done
[ -e fail ] && exit 1
exec php install.php
`

const pids = (): readonly number[] => readFileSync(at('pids'), 'utf8').trim().split(' ').map(Number)

const isRunning = (pid: number): boolean =>
  existsSync(`/proc/${pid}`) && !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))

const running = (): readonly boolean[] => pids().map(isRunning)

/** An installation that waits. */
const begun = async (): Promise<Program> => {
  for (const name of ['pids', 'go', 'fail']) rmSync(at(name), { force: true })
  const program = new Program(fleet().home, ['provision-install', '@slow.test'])
  await until(() => existsSync(at('pids')), 'the installation')
  return program
}

beforeAll(async () => {
  codeBase(at())
  writeFileSync(at('slow.sh'), script)
  await fleet().save('@platform_slow', 'platform', { root: at(), install_cmd: 'sh slow.sh' })
  await fleet().verify('@platform_slow')
  await fleet().saveSite('slow.test', { platform: '@platform_slow' })
}, minute)

describe('the processes of an installation', () => {
  it(
    'end when it fails',
    async () => {
      const program = await begun()
      const before = running()
      writeFileSync(at('fail'), '')
      const { code } = await program.ended

      expect([before, running(), code]).toEqual([[true, true], [false, false], 1])
    },
    minute,
  )

  it(
    'end before a killed task is undone, so that they cannot write into the next installation',
    async () => {
      const program = await begun()
      process.kill(program.pid, 'SIGKILL')
      await program.ended
      const before = running()
      const { code } = await provision(fleet().home, 'provision-recover')

      expect([before, running(), code]).toEqual([[true, true], [false, false], 0])
    },
    minute,
  )
})

describe('a background process of an installation', () => {
  it(
    'ends when a later step fails, for the site is undone then',
    async () => {
      const index = readFileSync(at('index.php'), 'utf8')
      writeFileSync(at('index.php'), '<?php http_response_code(500);')
      const program = await begun()
      writeFileSync(at('go'), '')
      const { code } = await program.ended
      writeFileSync(at('index.php'), index)

      expect([running(), code]).toEqual([[false, false], 1])
    },
    minute,
  )
})

describe('a background process that keeps the output open', () => {
  it(
    'does not keep an installation from ending',
    async () => {
      const program = await begun()
      writeFileSync(at('go'), '')
      const { code } = await program.ended
      const [, background = 0] = pids()
      const wasRunning = isRunning(background)
      process.kill(background)

      expect([wasRunning, code]).toEqual([true, 0])
    },
    minute,
  )
})
