import { describe, expect, it } from '@jest/globals'
import { kinds } from '../../../src/steps/kinds.generated.js'
import { memoryExamples, kindsWithCases } from './cases.js'
import { useMemoryBenches } from './memory-bench.js'
import { testKind } from './kind-tests.js'

describe('every kind of step', () => {
  it('has examples in a file of its own, for the tests that all kinds pass', () => {
    expect(kindsWithCases).toEqual([...kinds.keys()].sort())
  })
})

const open = useMemoryBenches()

describe.each(await memoryExamples())('%s', (_, kind, example) => {
  testKind(kind, example, open)
})
