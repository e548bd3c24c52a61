import { describe, expect, it } from '@jest/globals'
import { type ExitFlags, type Outcome, exitCode, exitCodeOf } from '../../src/cli/report/exit-code.js'
import type { ErrorCode } from '../../src/lib/error-codes.js'
import { ProvisionError } from '../../src/errors.js'

const unchanged: Outcome = { ok: true, changed: false, undone: true }
const changed: Outcome = { ok: true, changed: true, undone: true }
const failing = (code: ErrorCode, undone = true): Outcome => ({
  ok: false,
  changed: false,
  undone,
  error: new ProvisionError(code, 'refused'),
})
const failed = failing('PROVISION_DB_CONNECT_FAIL')
const missing = failing('PROVISION_MISSING_CONTEXT')
const detailed: ExitFlags = { detailedExitcodes: true }

describe('exitCode', () => {
  it.each<[string, readonly Outcome[], ExitFlags, number]>([
    ['nothing to do', [unchanged], {}, 0],
    ['no context at all', [], {}, 0],
    ['a change', [changed], {}, 0],
    ['a change with --detailed-exitcodes', [changed], detailed, 2],
    ['no change with --detailed-exitcodes', [unchanged], detailed, 0],
    ['something to do with --check', [unchanged, changed], { check: true }, 2],
    ['nothing to do with --check', [unchanged], { check: true }, 0],
    ['a failure that was undone', [failed], {}, 1],
    ['a failure that was not undone', [failing('PROVISION_DB_CONNECT_FAIL', false)], {}, 3],
    ['values that are not valid', [failing('PROVISION_CONFIG_NOT_VALID')], {}, 64],
    ['a context that is not there', [failing('PROVISION_MISSING_CONTEXT')], {}, 64],
    ['a lock', [failing('PROVISION_LOCKED')], {}, 75],
    ['an interruption', [failing('PROVISION_INTERRUPTED')], {}, 130],
    ['one of several failed', [unchanged, failed], {}, 1],
    ['several that failed for different reasons', [failed, failing('PROVISION_LOCKED')], {}, 1],
    ['some failed, none changed, with --detailed-exitcodes', [unchanged, failed], detailed, 4],
    ['some failed, some changed, with --detailed-exitcodes', [changed, failed], detailed, 6],
    ['one alone that failed, with --detailed-exitcodes', [failed], detailed, 1],
    [
      'something of many not undone, with --detailed-exitcodes',
      [changed, failing('PROVISION_UNDO_FAILED', false)],
      detailed,
      3,
    ],
    ['several names that are wrong, with --detailed-exitcodes', [missing, missing], detailed, 64],
    ['one wrong name and one that is right, with --detailed-exitcodes', [unchanged, missing], detailed, 64],
    ['a wrong name beside a change, with --detailed-exitcodes', [changed, missing], detailed, 6],
    ['a wrong name beside another failure, with --detailed-exitcodes', [missing, failed], detailed, 4],
    ['many interrupted, with --detailed-exitcodes', [changed, failing('PROVISION_INTERRUPTED')], detailed, 130],
  ])('of %s', (_, outcomes, flags, expected) => {
    expect(exitCode(outcomes, flags)).toBe(expected)
  })

  it('is 1 for an error that nobody foresaw', () => {
    expect(exitCodeOf(new TypeError('x is undefined'))).toBe(1)
  })
})
