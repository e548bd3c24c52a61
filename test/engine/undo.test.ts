import { describe, expect, it } from '@jest/globals'
import { undoAll } from '../../src/engine/undo.js'
import type { Kinds, StepKind } from '../../src/steps/common/kind.js'
import type { Step } from '../../src/steps/common/step.js'
import { defaultStages } from '../../src/steps/common/stages.js'
import type { Run } from '../../src/steps/common/world.js'

const undoing: StepKind['undoing'] = ({ step: { title } }) => ({ action: 'delete', title })
const undo: StepKind['undo'] = (all) => all.map(() => ({ ok: true }))
const down: StepKind['undo'] = (all) => all.map(() => ({ ok: false, error: new Error('the server is down') }))

const kinds = new Map(
  Object.entries({ making: { undo, undoing }, checking: { undo }, stuck: { undo: down, undoing } }),
) as unknown as Kinds

/** Undoes steps of these kinds, and returns what is told and what is left. */
const undone = async (names: readonly string[]) => {
  const begun = names.map((kind, index) => ({
    step: { kind, title: `${kind} ${index}`, context: '@a', stage: 'secret', host: 'localhost' } as Step,
    before: {},
  }))
  const told: string[] = []
  const [left] = await undoAll([begun], {
    kinds,
    stages: defaultStages,
    run: {} as Run,
    progress: (event) => void told.push('title' in event ? event.title : ''),
  })
  return { told, left }
}

describe('undoing steps', () => {
  it.each<readonly [readonly string[], readonly string[], readonly string[]]>([
    [['making', 'checking', 'making'], ['making 2', 'making 0'], []],
    [['checking'], [], []],
    [['stuck', 'making', 'stuck'], ['making 1'], ['stuck 2; stuck 0: the server is down']],
  ])('%j tells of what was changed, and once why others stay', async (names, told, left) => {
    expect(await undone(names)).toEqual({ told, left })
  })
})
