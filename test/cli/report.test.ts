import { describe, expect, it } from '@jest/globals'
import type { ChangeLine } from '../../src/engine/progress.js'
import type { TaskReport } from '../../src/provision/api.js'
import { backendPacket } from '../../src/cli/backend-packet.js'
import { coloured, paintFor, plain } from '../../src/cli/colour.js'
import { loadDifference } from '../../src/cli/difference.js'
import { failureText } from '../../src/cli/failure-text.js'
import { jsonFailure, jsonReports } from '../../src/cli/json-report.js'
import { doneSummary, planText, resultText } from '../../src/cli/plan-text.js'
import { plainProgress } from '../../src/cli/progress.js'
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
  undone: true,
  leftOver: [],
  ...more,
})

const nothingMore = () => []

describe('the text of a plan', () => {
  it('lists the changes below their context, with a legend and a summary', () => {
    const text = planText([report()], plain, nothingMore)

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
    expect(planText([report({ changes: [] })], plain, nothingMore)).toBe('nothing to do')
  })

  it('shows the changed lines below a change', async () => {
    const more = await loadDifference(plain)
    const changes = [change('change', 'write it', { before: 'a\nb\n', after: 'a\nc\n' })]

    const text = planText([report({ changes })], plain, more)

    expect(text).toContain('  ~ write it\n      @@ -1,2 +1,2 @@\n       a\n      -b\n      +c\nPlan:')
  })

  it('counts what was run apart', () => {
    expect(doneSummary([change('run', 'import'), change('delete', 'drop')])).toBe(
      'Done: 0 added, 0 changed, 1 deleted, 1 run',
    )
  })

  it('prints results by name, and by context when there are several', () => {
    expect(resultText([report()])).toBe('login_link: http://example.com/login')
    expect(resultText([report(), report({ context: '@b', result: { db_name: 'b' } })])).toContain('@b db_name: b')
  })
})

describe('the text of an error', () => {
  it('says what, why and how to go on, a line each', () => {
    const error = new ProvisionError('PROVISION_DB_CONNECT_FAIL', 'no connection to @server_db', {
      cause: new Error('ECONNREFUSED'),
      fix: 'start the server',
    })

    expect(failureText(error, plain)).toBe(
      'error: no connection to @server_db\n  why: ECONNREFUSED\n  fix: start the server',
    )
  })

  it('lists every complaint about the input with its path', () => {
    const error = new InvalidInput([
      { path: '@x/http_port', message: 'not a whole number from 1 to 65535' },
      { path: '@x/htp', message: 'not a property', fix: 'did you mean http_port?' },
    ])

    expect(failureText(error, plain)).toBe(
      [
        'error: @x/http_port: not a whole number from 1 to 65535',
        'error: @x/htp: not a property',
        '  fix: did you mean http_port?',
      ].join('\n'),
    )
  })

  it('shows the stack of a mistake of ours', () => {
    expect(failureText(new TypeError('x is undefined'), plain)).toContain('report.test.ts')
  })
})

describe('the JSON object', () => {
  it('has the same names for success and failure', () => {
    const success = Object.keys(jsonReports([report()]))
    const failure = Object.keys(jsonFailure(new ProvisionError('PROVISION_IS_ROOT', 'no')))

    expect(success).toEqual(expect.arrayContaining(failure.filter((name) => name !== 'error')))
    expect(failure).toContain('error')
  })

  it('has changed texts with --diff alone', () => {
    const reports = [report({ changes: [change('change', 'write it', { before: 'a', after: 'b' })] })]

    expect(jsonReports(reports).changes).toEqual([change('change', 'write it')])
    expect(jsonReports(reports, true).changes).toEqual([change('change', 'write it', { before: 'a', after: 'b' })])
  })

  it('names code, message, fix and context of an error', () => {
    const error = new ProvisionError('PROVISION_LOCKED', 'locked by pid 7', { fix: 'wait with --wait' })

    const json = jsonReports([report({ ok: false, error })])

    expect(json).toMatchObject({
      ok: false,
      error: { code: 'PROVISION_LOCKED', message: 'locked by pid 7', fix: 'wait with --wait', context: '@example.com' },
    })
  })

  it('holds each context of several, and what is true of all', () => {
    const json = jsonReports([report(), report({ context: '@b', ok: false, error: new ProvisionError('X', 'no') })])

    expect(json).toMatchObject({
      ok: false,
      changed: true,
      error: { context: '@b' },
      contexts: [{ ok: true }, { ok: false }],
    })
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

    expect(lines).toEqual(['[@x] write a\n', '[@x] failed: write b: disk full\n', '[@x] undo: write a\n'])
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
