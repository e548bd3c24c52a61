import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { complaintsAbout } from '../support/json-answers.js'
import { blocksOf } from '../support/markdown.js'
import { CommandLine, root } from './command-line.js'

let provision: CommandLine

const at = (...words: readonly string[]): string => join(provision.home, ...words)

beforeAll(() => {
  provision = new CommandLine()
  for (const name of ['@server_master', '@server_db', '@server_old'])
    provision.run(['save', name, '--context_type=server'])
  provision.run(['verify', '@server_db', '--dry-run', `--out=${at('plan.json')}`])
  writeFileSync(at('fleet.json'), '{"name": "@server_new", "context_type": "server", "properties": {}}')
})

afterAll(() => provision.remove())

/** A command line for each command that can print JSON; the program of the tests checks what it prints. */
const lines: readonly (readonly [line: string, code: number])[] = [
  ['save @server_web --context_type=server', 0],
  ['save @server_web --http_service_type=nginx --dry-run --diff', 0],
  ['save @server_web --http_port=99999 --htp_port=1', 64],
  ['save @server_old --delete --dry-run', 0],
  ['verify @server_db --check', 0],
  ['verify --all', 0],
  ['verify @server_nil @server_db', 64],
  ['apply fleet.json --dry-run', 0],
  ['apply nothing.json', 64],
  ['apply-plan plan.json', 0],
  ['install @server_db', 64],
  ['enable @server_db', 64],
  ['disable @server_db', 64],
  ['delete @server_old', 64],
  ['delete @server_old --yes', 0],
  ['save @server_undo --context_type=server', 0],
  ['undo @server_undo --dry-run', 0],
  ['undo @server_undo', 0],
  ['undo', 0],
  ['journal --undoable', 0],
  ['undo @server_nil', 64],
  ['recover', 0],
  ['gc --check', 0],
  ['audit isolation', 3],
  ['@server_db provision-audit isolation', 64],
  ['list', 0],
  ['list --type=site', 0],
  ['list --platform=@server_db', 64],
  ['show @server_db', 0],
  ['show @server_db --resolved', 0],
  ['show @server_db --property=ip_addresses', 0],
  ['show @server_nil', 64],
  ['journal', 0],
  ['sandbox status', 1],
  ['sandbox stop', 0],
  ['sandbox remove --yes', 0],
  ['sandbox start --http=lighttpd', 64],
  ['verify @x --frobnicate', 64],
  ['frobnicate', 64],
]

describe('with --json', () => {
  it.each(lines)('%s prints what the schema says', (line, expected) => {
    const words = line.split(' ').map((word) => (word.endsWith('.json') ? at(word) : word))

    const { code, stdout } = provision.run([...words, '--json'])

    expect(() => JSON.parse(stdout)).not.toThrow()
    expect(code).toBe(expected)
  })

  it('every command that can is among these lines, but for further tasks, which print as all tasks do', () => {
    const { commands } = JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8'))
    const able = Object.keys(commands).filter((id) => 'json' in commands[id].flags)
    const called = lines.map(([line]) => line.replace('sandbox ', 'sandbox:').split(' ')[0] ?? '')
    const tasks = readdirSync(join(root, 'src/tasks')).map((name) => name.replace('.ts', ''))

    const verbs = able.map((id) => id.replace('provision-', ''))
    expect(verbs.filter((verb) => !called.includes(verb) && !tasks.includes(verb))).toEqual([])
  })

  it('a failure of the system before there is a report has no contexts', () => {
    writeFileSync(at('file'), '')

    const { stdout } = provision.run(['verify', '@server_db', '--json'], { env: { PROVISION_HOME: at('file') } })

    expect(JSON.parse(stdout)).toMatchObject({ ok: false, contexts: [], error: { message: expect.any(String) } })
  })

  it('shows an interrupted task for each of its contexts', () => {
    const id = '20260101T000000-00000000'
    const plans = ['@server_db', '@server_web'].map((context) => ({ context, steps: [] }))
    const holder = {
      pid: 1,
      started: '0',
      boot: '',
      user: 'x',
      task: 'provision-verify',
      since: '2026-01-01T00:00:00.000Z',
    }
    mkdirSync(at('journal/open', id), { recursive: true })
    const header = { format: 1, id, task: 'provision-verify', holder, plans }
    writeFileSync(at('journal/open', id, 'journal.jsonl'), `${JSON.stringify(header)}\n`)

    const [planned, done] = [
      ['recover', '--dry-run', '--json'],
      ['recover', '--json'],
    ].map((words) => JSON.parse(provision.run(words).stdout))

    expect(planned.contexts).toMatchObject([{ context: '@server_db' }, { context: '@server_web' }])
    expect(done.contexts).toMatchObject([
      { context: '@server_db', ok: true, result: { [id]: 'provision-verify undone' } },
      { context: '@server_web', ok: true, result: { [id]: 'provision-verify undone' } },
    ])
  })
})

describe('the page on JSON', () => {
  it('has an example that is as the schema says', () => {
    const [example] = blocksOf(join(root, 'docs/reference/json.md')).filter(({ language }) => language === 'json')

    expect(complaintsAbout(JSON.parse(example?.text ?? ''), 'task')).toEqual([])
  })

  it('is a schema that refuses what a task does not print', () => {
    const answer = { ok: true, changed: false, contexts: [] }

    expect(complaintsAbout({ ...answer, contexts: [{ context: '@x' }] }, 'task')).toHaveLength(1)
    expect(complaintsAbout({ ...answer, more: 1 }, 'task')).toHaveLength(1)
    expect(complaintsAbout(answer, 'task')).toEqual([])
  })
})
