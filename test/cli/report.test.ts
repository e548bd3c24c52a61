import { describe, expect, it } from '@jest/globals'
import type { ChangeLine } from '../../src/engine/progress.js'
import type { TaskReport } from '../../src/provision/api.js'
import { backendPacket } from '../../src/cli/report/backend-packet.js'
import { coloured, paintFor, plain } from '../../src/cli/text/colour.js'
import { loadDifference } from '../../src/cli/text/difference.js'
import { failureText } from '../../src/cli/text/failure-text.js'
import { jsonFailure, jsonReports } from '../../src/cli/json/report.js'
import { doneText } from '../../src/cli/text/done-text.js'
import { failuresText, warningsText } from '../../src/cli/text/failures.js'
import { planText, resultText } from '../../src/cli/text/plan-text.js'
import { plainProgress } from '../../src/cli/progress/plain.js'
import { complaintsAbout } from '../support/json-answers.js'
import { InvalidInput, ProvisionError } from '../../src/errors.js'

const change = (action: ChangeLine['action'], title: string, more: Partial<ChangeLine> = {}): ChangeLine => ({
  context: '@example.com',
  action,
  title,
  ...more,
})

const report = (more: Partial<TaskReport> = {}): TaskReport => ({
  context: '@example.com',
  ok: true,
  changed: true,
  changes: [
    change('create', 'create the database'),
    change('change', 'write the vhost', { detail: 'mode 0644 → 0640' }),
  ],
  result: { login_link: 'http://example.com/login' },
  warnings: [],
  leftOver: [],
  ...more,
})

const nothingMore = () => []
/** As in a pipe. */
const page = { paint: plain, columns: Number.POSITIVE_INFINITY }
const narrow = { paint: plain, columns: 40 }

describe('the text of a plan', () => {
  it('lists the changes below their context, with a legend and a summary', () => {
    const text = planText([report()], page, nothingMore)

    expect(text).toBe(
      [
        'legend: + create  ~ change  - delete  > run',
        '@example.com',
        '  + create the database',
        '  ~ write the vhost (mode 0644 → 0640)',
        'Plan: 1 to add, 1 to change, 0 to delete',
      ].join('\n'),
    )
  })

  it('says so when there is nothing to do', () => {
    expect(planText([report({ changes: [] })], page, nothingMore)).toBe('nothing to do')
  })

  it('shows the changed lines below a change', async () => {
    const more = (await loadDifference())(plain)
    const changes = [change('change', 'write it', { before: 'a\nb\n', after: 'a\nc\n' })]

    const text = planText([report({ changes })], page, more)

    expect(text).toContain('  ~ write it\n      @@ -1,2 +1,2 @@\n       a\n      -b\n      +c\nPlan:')
  })

  it('names the context once, and not again at the end of a step', () => {
    const changes = [change('create', 'save the context @example.com'), change('run', 'ask @example.com for it')]

    const text = planText([report({ changes })], page, nothingMore)

    expect(text).toContain('@example.com\n  + save the context\n  > ask @example.com for it\n')
  })

  it('names another context that the same transaction changes', () => {
    const changes = [change('delete', 'delete the context @old', { context: '@old' })]

    const text = planText([report({ changes })], page, nothingMore)

    expect(text).toContain('@example.com\n  - delete the context @old\n')
  })

  it('breaks between words on a narrow terminal, and goes on below the title', () => {
    const changes = [change('run', 'install the application of the site with all its modules')]

    const text = planText([report({ changes })], narrow, nothingMore)

    expect(text).toContain('  > install the application of the site\n    with all its modules\n')
  })

  it('prints results by name, and by context when there are several', () => {
    expect(resultText([report()])).toBe('login_link: http://example.com/login')
    expect(resultText([report(), report({ context: '@b', result: { db_name: 'b' } })])).toContain('@b db_name: b')
  })

  it('prints a result that several contexts have in common once', () => {
    const recovered = { j1: 'provision-verify undone' }

    const text = resultText(['@a', '@b'].map((context) => report({ context, result: recovered })))

    expect(text).toBe('@a, @b j1: provision-verify undone')
  })
})

describe('the last line about a task', () => {
  const unchanged = (context: string) => report({ context, changed: false, changes: [] })
  const failed = report({ ok: false, changed: false, changes: [] })

  it.each<[string, readonly TaskReport[], string]>([
    ['what was done, without what there was none of', [report()], 'Done: 1 added, 1 changed in 0.8 s'],
    [
      'deletions and programs',
      [report({ changes: [change('run', 'a'), change('delete', 'b')] })],
      'Done: 1 deleted, 1 run in 0.8 s',
    ],
    ['a recovery, which lists no changes', [report({ changes: [] })], 'Done in 0.8 s'],
    ['nothing to do', [unchanged('@x')], '@x: nothing to do (0.8 s)'],
    ['nothing to do for many', [unchanged('@x'), unchanged('@y')], '2 contexts: nothing to do (0.8 s)'],
    ['how many had nothing to do', [unchanged('@x'), failed], '1 of 2 contexts: nothing to do (0.8 s)'],
    ['many', [report(), report()], 'Done for 2 contexts: 2 added, 2 changed in 0.8 s'],
    [
      'how many of them were right already',
      [report(), unchanged('@y')],
      'Done for 2 contexts, 1 of them unchanged: 1 added, 1 changed in 0.8 s',
    ],
    ['how many of them went well', [report(), failed], 'Done for 1 of 2 contexts: 1 added, 1 changed in 0.8 s'],
    ['nothing when all has failed', [failed], ''],
    ['that there was no context to do anything for', [], 'nothing to do (0.8 s)'],
  ])('tells %s', (_, reports, expected) => {
    expect(doneText(reports, 812)).toBe(expected)
  })
})

describe('the failures of a task', () => {
  const failed = (context: string, message: string, leftOver: readonly string[] = []) =>
    report({
      context,
      ok: false,
      error: new ProvisionError('PROVISION_PROCESS_ERROR', message, { fix: 'start it' }),
      leftOver,
    })
  const names = Array.from({ length: 300 }, (_, index) => `@s${index}.test`)

  it('name no context when there is only one', () => {
    expect(failuresText([failed('@a', 'no connection')], page)).toBe('error: no connection\n  fix: start it')
  })

  it('are told once when they are the same, with all contexts in a pipe', () => {
    const text = failuresText(
      names.map((name) => failed(name, 'no connection')),
      page,
    )

    expect(text.split('\n')).toEqual([
      'error: no connection',
      `  of: 300 contexts: ${names.join(', ')}`,
      '  fix: start it',
    ])
  })

  it('name some of the contexts on a terminal', () => {
    const text = failuresText(
      names.map((name) => failed(name, 'no connection')),
      { paint: plain, columns: 80 },
    )

    expect(text).toContain('\n      @s6.test, @s7.test, @s8.test, @s9.test, and 290 more\n')
  })

  it('are told once when they differ only in the name of the context, and so are warnings', () => {
    const uris = ['a.test', 'www.a.test']
    const text = failuresText(
      uris.map((uri) => failed(`@${uri}`, `@${uri}: cannot reach ${uri}, a test`)),
      page,
    )
    const warnings = warningsText(
      uris.map((uri) => report({ context: `@${uri}`, warnings: [`@${uri} has no db`, 'old'] })),
      page,
    )

    expect(text).toBe('error: @…: cannot reach …, a test\n  of: 2 contexts: @a.test, @www.a.test\n  fix: start it')
    expect(warnings).toBe('warning: @… has no db (2 contexts: @a.test, @www.a.test)\nwarning: old')
  })

  it('are told one by one when they differ, with what is left over', () => {
    const text = failuresText([failed('@a', 'no'), failed('@b', '@b: no', ['drop it: refused'])], page)

    expect(text).toBe(
      'error: no\n  of: @a\n  fix: start it\nerror: @b: no\n  fix: start it\n  not undone: drop it: refused',
    )
  })

  it('break between words on a narrow terminal, below where the words began', () => {
    const text = failuresText([failed('@a', 'the web server refuses the configuration of this site')], narrow)

    expect(text).toContain('error: the web server refuses the\n       configuration of this site\n')
  })
})

describe('the text of an error', () => {
  it('says what, why and how to go on, a line each', () => {
    const error = new ProvisionError('PROVISION_DB_CONNECT_FAIL', 'no connection to @server_db', {
      cause: new Error('ECONNREFUSED'),
      fix: 'start the server',
    })

    expect(failureText(error, page)).toBe(
      'error: no connection to @server_db\n  why: ECONNREFUSED\n  fix: start the server',
    )
  })

  it('tells no reason again that the message has already', () => {
    const error = new ProvisionError('PROVISION_PROCESS_ERROR', 'cannot connect: ECONNREFUSED', {
      cause: new Error('ECONNREFUSED'),
    })

    expect(failureText(error, page)).toBe('error: cannot connect: ECONNREFUSED')
  })

  it('lists every complaint about the input with its path', () => {
    const error = new InvalidInput([
      { path: '@x/http_port', message: 'not a whole number from 1 to 65535' },
      { path: '@x/htp', message: 'not a property', fix: 'did you mean http_port?' },
    ])

    expect(failureText(error, page)).toBe(
      [
        'error: @x/http_port: not a whole number from 1 to 65535',
        'error: @x/htp: not a property',
        '  fix: did you mean http_port?',
      ].join('\n'),
    )
  })

  it('shows the stack of a mistake of ours', () => {
    expect(failureText(new TypeError('x is undefined'), page)).toContain('report.test.ts')
  })
})

describe('the JSON of a task', () => {
  const refused = new ProvisionError('PROVISION_LOCKED', 'locked by pid 7', { fix: 'wait with --wait' })
  const failed = (more: Partial<TaskReport> = {}) => report({ ok: false, changed: false, error: refused, ...more })

  it.each([
    ['one context', jsonReports([report()])],
    ['a failure', jsonReports([failed({ undone: true })])],
    [
      'several contexts',
      jsonReports([report(), failed({ context: '@b', undone: false, leftOver: ['drop it: refused'] })]),
    ],
    ['no context', jsonReports([])],
    ['a failure before any context is known', jsonFailure(refused)],
    ['values that are wrong', jsonFailure(new InvalidInput([{ path: '@x/a', message: 'not a port', fix: '--a=80' }]))],
    [
      'an error with reasons',
      jsonFailure(new ProvisionError('PROVISION_PROCESS_ERROR', 'no', { cause: new Error('why') })),
    ],
  ])('is as the schema says for %s', (_, answer) => {
    expect(complaintsAbout(answer, 'task')).toEqual([])
  })

  it('has changed texts with --diff alone', () => {
    const reports = [report({ changes: [change('change', 'write it', { before: 'a', after: 'b' })] })]

    const [without, diff] = [jsonReports(reports), jsonReports(reports, true)]

    expect(without.contexts[0]?.changes).toEqual([change('change', 'write it')])
    expect(diff.contexts[0]?.changes).toEqual([change('change', 'write it', { before: 'a', after: 'b' })])
  })

  it('names code, message, fix and context of an error', () => {
    const told = {
      code: 'PROVISION_LOCKED',
      message: 'locked by pid 7',
      fix: 'wait with --wait',
      context: '@example.com',
    }

    expect(jsonReports([failed()])).toMatchObject({ ok: false, error: told, contexts: [{ error: told }] })
  })

  it('says of a success neither that it was undone nor what is left over', () => {
    const answer = jsonReports([report({ undone: true })])

    expect(Object.keys({ ...answer, ...answer.contexts[0] })).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/undone|leftOver|error/)]),
    )
  })

  it('says of a failure that it was undone, or what is left over', () => {
    const [undone, left] = [failed({ undone: true }), failed({ undone: false, leftOver: ['drop it: refused'] })]

    const [first, second] = jsonReports([undone, left]).contexts

    expect(first).toMatchObject({ undone: true })
    expect(first).not.toHaveProperty('leftOver')
    expect(second).toMatchObject({ leftOver: ['drop it: refused'] })
    expect(second).not.toHaveProperty('undone')
  })

  it('holds each context of several, and what is true of all', () => {
    expect(jsonReports([report(), failed({ context: '@b' })])).toMatchObject({
      ok: false,
      changed: true,
      error: { context: '@b' },
      contexts: [{ ok: true }, { ok: false }],
    })
  })

  it('still has the former fields of one context', () => {
    const { contexts, ...former } = jsonReports([report()])

    expect(former).toEqual(contexts[0])
  })
})

describe("Drush's packet", () => {
  it('carries results as context, and the error by its code', () => {
    const json = jsonReports([
      report({ ok: false, error: new ProvisionError('PROVISION_CREATE_DB_FAILED', 'refused') }),
    ])

    const packet = backendPacket(json, 1, 0)

    const [, body = ''] = /START>>>(.*)<<<DRUSH_BACKEND_OUTPUT_END/.exec(packet) ?? []
    expect(JSON.parse(body)).toMatchObject({
      error_status: 1,
      context: { login_link: 'http://example.com/login' },
      error_log: { PROVISION_CREATE_DB_FAILED: ['refused'] },
    })
  })
})

describe('progress without a terminal', () => {
  it('is one plain line for each thing that happened', () => {
    const lines: string[] = []
    const progress = plainProgress((text) => lines.push(text), plain)

    progress.tell({ event: 'begun', context: '@x', title: 'write a', host: 'localhost' })
    progress.tell({ event: 'done', context: '@x', title: 'write a', milliseconds: 1 })
    progress.tell({ event: 'failed', context: '@x', title: 'write b', message: 'disk full' })
    progress.tell({ event: 'undone', context: '@x', title: 'write a' })

    expect(lines).toEqual(['[@x] write a\n', '[@x] failed: write b: disk full\n', '[@x] undone: write a\n'])
  })
})

describe('colour', () => {
  it.each([
    [{ isTTY: true }, {}, coloured],
    [{ isTTY: false }, {}, plain],
    [{ isTTY: true }, { NO_COLOR: '1' }, plain],
    [{ isTTY: true }, { TERM: 'dumb' }, plain],
  ])('is for terminals that want it: %j %j', (stream, env, expected) => {
    expect(paintFor(stream, env)).toBe(expected)
  })
})
