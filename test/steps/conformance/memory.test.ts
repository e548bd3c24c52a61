import { describe, expect, it } from '@jest/globals'
import { kinds } from '../../../src/steps/kinds.generated.js'
import { memoryExamples, kindsWithCases } from './cases.js'
import { useMemoryBenches } from './memory-bench.js'
import { putThroughPaces } from './paces.js'

describe('every kind of step', () => {
  it('has examples in a file of its own, by which it is put through its paces', () => {
    expect(kindsWithCases).toEqual([...kinds.keys()].sort())
  })
})

const open = useMemoryBenches()

describe.each(await memoryExamples())('%s', (_, kind, example) => {
  putThroughPaces(kind, example, open)
})
