import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { completionScript } from '../../src/cli/completion/scripts.js'
import { completionTables } from '../../src/cli/completion/tables.js'
import { contextTypes } from '../../src/contexts/types/types.generated.js'
import { serviceTypes, services } from '../../src/services/services.generated.js'
import { Tasks } from '../support/tasks.js'

const option = (helpValue?: string, options?: readonly string[]) =>
  ({
    type: 'option',
    ...(helpValue === undefined ? {} : { helpValue }),
    ...(options === undefined ? {} : { options }),
  }) as const
const boolean = { type: 'boolean' } as const

/** What there is to choose from, as it is offered: sorted. */
const types = Object.keys(contextTypes).sort()
const typesOf = (service: string): readonly string[] =>
  Object.values(serviceTypes).flatMap((type) => (type.service === service ? [type.name] : []))
const offered = [...Object.keys(services), ...Object.values(serviceTypes).map(({ name }) => name)].sort()

const described = [
  {
    id: 'provision-save',
    args: { context: {} },
    flags: { diff: boolean, out: option('FILE'), context_type: option('TYPE') },
  },
  { id: 'provision-verify', args: { contexts: {} }, flags: { sites: boolean } },
  { id: 'provision-show', args: { context: {} }, flags: { property: option('PATH') } },
  {
    id: 'provision-list',
    args: { pattern: {} },
    flags: {
      type: option('TYPE'),
      platform: option('@NAME'),
      service: option('SERVICE'),
      where: option('PROPERTY=VALUE'),
      format: option(undefined, ['table', 'names']),
    },
  },
  { id: 'provision-journal', args: { id: {} }, flags: { result: option(undefined, ['done', 'undone', 'given up']) } },
  { id: 'provision-recover', flags: { abandon: option('ID') } },
  { id: 'provision-undo', args: { what: {} }, flags: { health: option(undefined, ['strict', 'off']) } },
  { id: 'completion', args: { shell: { options: ['bash', 'zsh'] } }, flags: {} },
  { id: 'sandbox:start', flags: { http: option('TYPE,TYPE') } },
  { id: 'sandbox:stop', flags: {} },
]

const ids = described.map(({ id }) => id).filter((id) => !id.includes(':'))
const tables = completionTables(described, new Tasks('/nonexistent').declared())
const script = (shell: string): string => completionScript(shell, tables, ids)

let home: string

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'completion-'))
  mkdirSync(join(home, 'contexts'))
  for (const journal of ['closed/20260730T120509-1f2e3d4c', 'kept/20260730T120510-2a', 'open/20260730T120511-3b'])
    mkdirSync(join(home, 'journal', journal), { recursive: true })
  for (const name of ['server_master', 'server_web', 'platform_x', 'example.com', 'odd', '$(touch hit).x'])
    writeFileSync(join(home, 'contexts', `${name}.json`), '{}')
})

afterAll(() => rmSync(home, { recursive: true }))

/** What bash is offered for a line; readline hands over the end of its last word, from `=` or `@` on. */
const complete = (line: string): readonly string[] => {
  const text = /(?:@|(?<==)|(?<= ))[^@= ]*$/.exec(line)?.[0]
  const typed = `${script('bash')}
COMP_LINE='${line}'; COMP_POINT=${line.length}
compopt() { :; }
_provision provision '${text}'; printf '%s\\n' "\${COMPREPLY[@]}"`
  const env = { ...process.env, PROVISION_HOME: home }
  return execFileSync('bash', ['-c', typed], { encoding: 'utf8', env, cwd: home }).split('\n').filter(Boolean)
}

const all = ['@example.com', '@odd', '@platform_x', '@server_master', '@server_web']

describe('bash completion', () => {
  it.each([
    ['provision ver', ['verify']],
    ['provision s', ['sandbox', 'save', 'show']],
    ['provision provision-v', ['provision-verify']],
    ['provision @example.com ver', ['verify']],
    ['provision sandbox st', ['start', 'stop']],
    ['provision completion ', ['bash', 'zsh']],
    ['provision journal ', ['1f2e3d4c', '2a', '3b']],
    ['provision undo 2', ['2a']],
    ['provision undo @o', ['@odd']],
  ])('offers commands and what they take: %s', (line, expected) => {
    expect(complete(line)).toEqual(expected)
  })

  it.each([
    ['provision verify ', all],
    ['provision verify @s', ['@server_master', '@server_web']],
    ['provision verify @example.com @o', ['@odd']],
    ['provision save @x --platform=', ['@platform_x']],
    ['provision save @x --platform=@', ['@platform_x']],
    ['provision save @x --web_server=@server_m', ['@server_master']],
    ['provision list --platform ', ['@platform_x']],
    ['provision save @x --db_server=@o', ['@odd']],
  ])('offers contexts of the right type, as far as their names tell: %s', (line, expected) => {
    expect([...complete(line)].sort()).toEqual(expected)
  })

  it.each([
    ['provision verify --s', ['--sites']],
    [
      'provision save @server_a --ht',
      ['--http_address=', '--http_port=', '--http_restart_cmd=', '--http_service_type=', '--http_test_cmd='],
    ],
    ['provision save @a --context_type=site --red', ['--redirection=']],
    ['provision save @platform_a --ur', []],
    ['provision @example.com provision-save --ur', ['--uri=']],
    ['provision save @odd --ro', ['--root=', '--root_helper=']],
  ])('offers flags, and the properties of the type of the context: %s', (line, expected) => {
    expect(complete(line)).toEqual(expected)
  })

  it.each([
    ['provision list --format=', ['table', 'names']],
    ['provision list --format n', ['names']],
    ['provision list --type=', types],
    ['provision list --service=', offered],
    ['provision journal --result=un', ['undone']],
    ['provision journal --result=gi', []],
    ['provision recover --abandon=', ['3b', '2a']],
    ['provision undo --health=', ['strict', 'off']],
    ['provision sandbox start --http=', typesOf('http')],
    ['provision save @s --http_service_type=', [...typesOf('http'), 'null']],
    ['provision save @s --site_enabled=', ['false', 'true']],
    ['provision save @s --context_type=', types],
    ['provision save @s --http_restart_cmd=', []],
    ['provision save @s --out=', []],
  ])('offers the values of flags and properties: %s', (line, expected) => {
    expect(complete(line)).toEqual(expected)
  })

  it.each([
    ['provision show @example.com --property=plat', ['platform', 'platform.']],
    ['provision show @example.com --property=platform.web', ['platform.web_server', 'platform.web_server.']],
    [
      'provision show @example.com --property=platform.web_server.http_p',
      [
        'platform.web_server.http_platformd_path',
        'platform.web_server.http_port',
        'platform.web_server.http_postd_path',
        'platform.web_server.http_pred_path',
      ],
    ],
    ['provision show @server_a --property=http_po', ['http_port', 'http_postd_path']],
    ['provision show @odd --property=platform.ro', ['platform.root']],
    ['provision show @example.com --property=uri.', []],
    ['provision show --property platform.ro', ['platform.root']],
  ])('offers each part of a path of properties: %s', (line, expected) => {
    expect(complete(line)).toEqual(expected)
  })

  it.each([
    ['provision list --where client_n', ['client_name=']],
    ['provision list --where=client_n', ['client_name=']],
    ['provision list --where platform.web', ['platform.web_server=', 'platform.web_server.']],
    ['provision list --where installed=', ['false', 'true']],
    ['provision list --where platform.web_server=', ['@server_master', '@server_web']],
    ['provision list --where platform.web_server.http_service_type!=ng', ['nginx']],
  ])('offers conditions: %s', (line, expected) => {
    expect([...complete(line)].sort().reverse()).toEqual([...expected].sort().reverse())
  })

  it('takes no name of a file for a command', () => {
    complete('provision verify ')

    expect(existsSync(join(home, 'hit'))).toBe(false)
  })

  it('starts no process', () => {
    const body = script('bash').replace(/^#.*$/gm, '')

    expect(body.match(/\$\((?!compgen )|`|\bnode\b|\bls\b|\bsed\b/g)).toBeNull()
  })

  it('offers files where nothing else fits', () => {
    expect(script('bash')).toContain('complete -o default -F _provision provision\n')
  })

  it('leaves the words of other commands as bash parts them', () => {
    expect(script('bash')).not.toContain('COMP_WORDBREAKS')
  })
})

describe('zsh completion', () => {
  it('completes as soon as it is read from a folder of fpath, and when it is sourced', () => {
    const [, autoloaded, sourced] =
      /\nif \[\[ \$funcstack\[1\] == _provision \]\]; then\n(.*)\nelse\n(.*)\nfi\n$/.exec(script('zsh')) ?? []

    expect([autoloaded, sourced]).toEqual(['  _provision', '  compdef _provision provision'])
  })

  it.each(['words', 'path', 'status', 'commands', 'functions'])(
    'assigns nothing to %s, which zsh uses itself',
    (name) => {
      expect(script('zsh')).not.toMatch(new RegExp(`(?:^|[ ;])${name}=`, 'm'))
    },
  )
})
