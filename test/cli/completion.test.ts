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

/** What bash is offered for a line; readline hands over the end of its last word, from `=` or `@` on. */
const complete = (line: string): readonly string[] => {
  const home = mkdtempSync(join(tmpdir(), 'completion-'))
  mkdirSync(join(home, 'contexts'))
  for (const name of ['server_master', 'example.com']) writeFileSync(join(home, 'contexts', `${name}.json`), '{}')
  const text = /(?:@|(?<==)|(?<= ))[^@= ]*$/.exec(line)?.[0]
  const script = `${completionScript('bash', commands, ['http_port', 'root'])}
COMP_LINE='${line}'; COMP_POINT=${line.length}
compopt() { :; }
_provision provision '${text}'; printf '%s\\n' "\${COMPREPLY[@]}"`
  try {
    const env = { ...process.env, PROVISION_HOME: home }
    return execFileSync('bash', ['-c', script], { encoding: 'utf8', env }).split('\n').filter(Boolean)
  } finally {
    rmSync(home, { recursive: true })
  }
}

describe('zsh completion', () => {
  it('completes as soon as it is read from a folder of fpath, and when it is sourced', () => {
    const script = completionScript('zsh', commands, [])

    const [, autoloaded, sourced] =
      /\nif \[\[ \$funcstack\[1\] == _provision \]\]; then\n(.*)\nelse\n(.*)\nfi\n$/.exec(script) ?? []
    expect([autoloaded, sourced]).toEqual(['  _provision', '  compdef _provision provision'])
  })

  it('assigns nothing to the words that zsh completes', () => {
    expect(completionScript('zsh', commands, [])).not.toMatch(/\bwords=/)
  })
})

describe('bash completion', () => {
  it.each([
    ['provision provision-v', ['provision-verify']],
    ['provision verify @s', ['@server_master']],
    ['provision verify --s', ['--sites']],
    ['provision save @x --ht', ['--http_port=']],
    ['provision save @x --platform=@e', ['@example.com']],
    ['provision save @x --platform=', ['@example.com', '@server_master']],
    ['provision @x provision-save --ro', ['--root=']],
    ['provision sandbox st', ['start', 'stop']],
  ])('of %s', (line, expected) => {
    expect(complete(line)).toEqual(expected)
  })

  it('offers files where nothing else fits', () => {
    expect(completionScript('bash', commands, [])).toContain('complete -o default -F _provision provision\n')
  })

  it('leaves the words of other commands as bash parts them', () => {
    expect(completionScript('bash', commands, [])).not.toContain('COMP_WORDBREAKS')
  })
})
