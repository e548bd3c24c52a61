import { describe, jest } from '@jest/globals'
import { describeWithRoot, describeWithSystemd, withoutRoot, withoutSystemd } from '../../support/root-parts.js'
import { rootExamples } from './cases.js'
import { testKind } from './kind-tests.js'
import { openRootBench } from './root-bench.js'

// The root helper does one thing at a time, and a test of another file may hold it up as long as a client can.
jest.setTimeout(300_000)

const examples = await rootExamples()

/** Titles alone make a table, which reads all that it is given: steps name what root has started. */
const titled = (needsSystemd: boolean) =>
  examples.flatMap(([title, , example], index) =>
    (example.needsSystemd ?? false) === needsSystemd ? [[title, index] as const] : [],
  )

const testExample = (index: number): void => {
  const [, kind, example] = examples[index]!
  testKind(kind, example, openRootBench)
}

describeWithRoot(`kinds of steps of the root helper${withoutRoot}`, () => {
  describe.each(titled(false))('%s', (_, index) => {
    testExample(index)
  })
})

describeWithSystemd(`kinds of steps of the root helper, with systemd${withoutSystemd}`, () => {
  describe.each(titled(true))('%s', (_, index) => {
    testExample(index)
  })
})
