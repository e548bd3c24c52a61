import { describe } from '@jest/globals'
import { describeWithRoot, withoutRoot } from '../../support/root-parts.js'
import { rootExamples } from './cases.js'
import { testKind } from './kind-tests.js'
import { openRootBench } from './root-bench.js'

const examples = await rootExamples()

describeWithRoot(`kinds of steps of the root helper${withoutRoot}`, () => {
  describe.each(examples)('%s', (_, kind, example) => {
    testKind(kind, example, openRootBench)
  })
})
