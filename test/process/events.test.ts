import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { complaintsAbout } from '../support/json-answers.js'
import { CommandLine, root } from './command-line.js'

let provision: CommandLine

const at = (name: string): string => join(provision.home, name)
const save = ['save', '@server_web', '--context_type=server']

/** Runs the words with this file as file descriptor 3, open for writing or for reading. */
const runWith = (file: string, words: readonly string[], mode = 'w') => {
  const third = openSync(file, mode)
  try {
    return provision.run(words, { third })
  } finally {
    closeSync(third)
  }
}

const linesOf = (file: string): readonly Readonly<Record<string, unknown>>[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))

beforeEach(() => {
  provision = new CommandLine()
})

afterEach(() => provision.remove())

describe('--events', () => {
  it('writes each event as a line of JSON that is as the schema says', () => {
    const { code } = runWith(at('events'), [...save, '--events=3'])

    const events = linesOf(at('events'))
    expect(code).toBe(0)
    expect(events.flatMap((event) => complaintsAbout(event, 'event'))).toEqual([])
    expect(events).toContainEqual(
      expect.objectContaining({ event: 'done', context: '@server_web', title: 'save the context @server_web' }),
    )
  })

  it('tells warnings, and how each context has ended', () => {
    runWith(at('events'), ['save', '@web', '--context_type=server', '--events=3'])

    const [warning, ended] = linesOf(at('events')).slice(-2)
    expect(warning).toMatchObject({ event: 'warning', context: '@web', message: expect.stringContaining('@server_…') })
    expect(ended).toMatchObject({ event: 'ended', context: '@web', ok: true, changed: true })
  })

  it('has changed texts with --diff alone', () => {
    runWith(at('events'), [...save, '--events=3'])
    runWith(at('diff'), ['save', '@server_web', '--remote_host=web.test', '--diff', '--events=3'])

    expect(readFileSync(at('events'), 'utf8')).not.toContain('"after":')
    expect(readFileSync(at('diff'), 'utf8')).toContain('"after":')
  })

  it.each([
    ['that is not open', '--events=19'],
    ['of Node itself, an eventpoll', '--events=3'],
    ['that is stdout', '--events=1'],
    ['that is no number', '--events=x'],
  ])('refuses a file descriptor %s before anything runs', (_, flag) => {
    const { code, stdout } = provision.run([...save, flag])

    expect([code, stdout, existsSync(at('contexts'))]).toEqual([64, '', false])
  })

  it('refuses a file descriptor that is open for reading alone', () => {
    writeFileSync(at('events'), '')

    const { code, stderr } = runWith(at('events'), [...save, '--events=3'], 'r')

    expect(stderr).toContain('--events=3: this file descriptor is not open for writing')
    expect([code, existsSync(at('contexts'))]).toEqual([64, false])
  })

  it('refuses every file descriptor that the program was not given', () => {
    const codes = Array.from({ length: 24 }, (_, fd) => provision.run(['verify', '@nil', `--events=${fd}`]).stderr)

    expect(codes.filter((stderr) => !stderr.includes('--events='))).toEqual([])
  })

  it('goes on without a reader that goes away', () => {
    const script = `exec 3> >(exec true); wait $!; exec "$0" "$@"`
    const words = [process.execPath, join(root, 'bin/run.js'), ...save, '--events=3']
    const env = { ...process.env, PROVISION_HOME: provision.home, PROVISION_ALLOW_ROOT: '1' }

    const { status, stderr } = spawnSync('bash', ['-c', script, ...words], { encoding: 'utf8', env })

    expect(stderr).toContain('Done: 2 added')
    expect([status, existsSync(at('contexts/server_web.json'))]).toEqual([0, true])
  })

  it('warns once of a file that takes no more, and goes on', () => {
    const { code, stderr } = runWith('/dev/full', [...save, '--events=3'])

    expect(stderr.match(/warning: no more events on file descriptor 3: ENOSPC/g)).toHaveLength(1)
    expect(code).toBe(0)
  })
})
