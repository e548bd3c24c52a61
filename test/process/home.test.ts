import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { chmodSync, existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { CommandLine } from './command-line.js'

let program: CommandLine
beforeEach(() => {
  program = new CommandLine()
})
afterEach(() => program.remove())

const at = (...names: readonly string[]): string => join(program.home, ...names)

const saveIn = (home: string) =>
  program.run(['save', '@server_master', '--context_type=server'], { env: { PROVISION_HOME: home } })

describe('a home', () => {
  it.each([
    ['in a folder that anybody can change', 0o777, 'another user can change', 'chmod go-w'],
    ['in a folder where nobody can change what is of others', 0o1777, undefined, undefined],
    ['in a folder of its own', 0o755, undefined, undefined],
  ])('is refused, or not: %s', (_, mode, message, fix) => {
    mkdirSync(at('open/below'), { recursive: true })
    symlinkSync(at('open/below'), at('link'))
    chmodSync(at('open'), mode)

    for (const home of [at('open/below/home'), at('link/home')]) {
      const { stderr } = saveIn(home)

      expect(stderr.includes(message ?? 'error')).toBe(message !== undefined)
      expect(stderr).toContain(fix ?? '')
      expect(existsSync(home)).toBe(message === undefined)
    }
  })

  it('of another user is refused, with whom to be', () => {
    const other = process.getuid?.() === 0 ? '/proc/self/fd/../../1/cwd' : '/usr'
    const { stderr } = saveIn(other)

    expect(stderr).toMatch(/belongs to another user\n {2}fix: run provision as that user: sudo -u '#0' provision …;/)
  })
})
