import { describe, expect, it } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { completionScript } from '../../src/cli/completion.js'

const commands = [
  { id: 'provision-save', flags: { diff: { type: 'boolean' }, out: { type: 'option' } } },
  { id: 'provision-verify', flags: { sites: { type: 'boolean' } } },
  { id: 'sandbox:start', flags: {} },
  { id: 'sandbox:stop', flags: {} },
] as const

const complete = (line: string): readonly string[] => {
  const home = mkdtempSync(join(tmpdir(), 'completion-'))
  mkdirSync(join(home, 'contexts'))
  for (const name of ['server_master', 'example.com']) writeFileSync(join(home, 'contexts', `${name}.json`), '{}')
  const words = line.split(' ')
  const script = `${completionScript('bash', commands, ['http_port', 'root'])}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
compopt() { :; }
_provision; printf '%s\\n' "\${COMPREPLY[@]}"`
  try {
    const env = { ...process.env, PROVISION_HOME: home }
    return execFileSync('bash', ['-c', script], { encoding: 'utf8', env }).split('\n').filter(Boolean)
  } finally {
    rmSync(home, { recursive: true })
  }
}

describe('bash completion', () => {
  it.each([
    ['provision provision-v', ['provision-verify']],
    ['provision verify @s', ['@server_master']],
    ['provision verify --s', ['--sites']],
    ['provision save @x --ht', ['--http_port=']],
    ['provision save @x --platform=@e', ['--platform=@example.com']],
    ['provision @x provision-save --ro', ['--root=']],
    ['provision sandbox st', ['start', 'stop']],
  ])('of %s', (line, expected) => {
    expect(complete(line)).toEqual(expected)
  })
})
