import { describe } from '@jest/globals'
import { describeWithRoot, withoutRoot } from '../../support/root-parts.js'
import { rootExamples } from './cases.js'
import { testKind } from './kind-tests.js'
import { openRootBench } from './root-bench.js'

// Titles alone make the table, which reads all that it is given: steps name what root has started.
const examples = await rootExamples()
const titles = examples.map(([title], index) => [title, index] as const)

describeWithRoot(`kinds of steps of the root helper${withoutRoot}`, () => {
  describe.each(titles)('%s', (_, index) => {
    const [, kind, example] = examples[index]!
    testKind(kind, example, openRootBench)
  })
})
