import { describe, expect, it } from '@jest/globals'
import type { Plan } from '../../src/engine/plan.js'
import { recoveryReports, reportOf as reported } from '../../src/provision/reports.js'

const reportOf = (executed: Parameters<typeof reported>[0]) => reported(executed, new Map())

const step = (stage: string) => ({ step: { kind: 'memory', stage, context: '@x', title: 'write it' }, observed: {} })
const change = { action: 'create' }
const planOf = (...steps: readonly object[]): Plan => ({ context: '@x', steps }) as unknown as Plan
const endedWith = (leftOver: readonly string[], undone = false) => ({
  context: '@x',
  changed: false,
  results: {},
  error: new Error('refused'),
  leftOver,
  ...(undone ? { undone } : {}),
})

describe('the report on a task that failed', () => {
  it('says that it was undone when it had done something', () => {
    const plan = planOf({ ...step('file'), change })

    expect(reportOf({ plan, ended: endedWith([], true) })).toMatchObject({ ok: false, undone: true })
  })

  it('says what could not be undone', () => {
    const plan = planOf({ ...step('file'), change })

    expect(reportOf({ plan, ended: endedWith(['write it: disk full']) })).toMatchObject({ undone: false })
  })

  it('says nothing of an undo when there was nothing to undo', () => {
    const [unplanned, onlyChecked] = [
      reportOf({ plan: { context: '@x', steps: [], error: new Error('unknown') } }),
      reportOf({ plan: planOf({ ...step('check'), change: { action: 'check' } }), ended: endedWith([]) }),
    ]

    expect(unplanned).not.toHaveProperty('undone')
    expect(onlyChecked).not.toHaveProperty('undone')
  })
})

describe('the report on a recovery', () => {
  it('tells contexts that are stuck from those that are not', () => {
    const recovered = {
      id: 'j1',
      task: 'provision-verify',
      contexts: ['@a', '@b'],
      how: 'undone',
      stuck: ['@b'],
    } as const

    const reports = recoveryReports({ ...recovered, leftOver: ['drop it: refused'] })

    expect(reports).toMatchObject([
      { context: '@a', ok: true, undone: true, result: { j1: 'provision-verify undone' }, leftOver: [] },
      { context: '@b', ok: false, undone: false, result: {}, leftOver: ['drop it: refused'] },
    ])
  })
})
