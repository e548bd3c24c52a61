import { describe, it } from '@jest/globals'
import { describeWithRoot, withoutRoot } from '../../support/root-parts.js'
import { rootExamples } from './cases.js'
import { testKind } from './kind-tests.js'
import { openRootBench } from './root-bench.js'

const examples = await rootExamples()

describeWithRoot(`kinds of steps of the root helper${withoutRoot}`, () => {
  // Their steps name what root has started, so that nothing of them can be read without it.
  for (const [title, kind, example] of examples) {
    if (withoutRoot === '') describe(title, () => testKind(kind, example, openRootBench))
    else it.skip(title, () => {})
  }
})
