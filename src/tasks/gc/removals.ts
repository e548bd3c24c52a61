import { thisMachine } from '../../hosts/reader.js'
import type { Intent } from '../../engine/plan.js'
import type { RemovalStep } from '../../steps/removal.js'
import type { Found } from './found.js'

/** For what is no context's. */
const nobody = 'provision-gc'

/** The context that a removal is for, or this task. */
export const subjectOf = ({ context }: Found): string => context ?? nobody

export const titleOf = ({ where }: Found): string => `remove ${where}`

const removalStep = (found: Found): RemovalStep => ({
  kind: 'removal',
  host: thisMachine,
  stage: 'withdraw',
  context: subjectOf(found),
  title: titleOf(found),
  path: found.where,
  ...(found.text === undefined ? {} : { text: found.text }),
})

/** A void lock may become another's at any moment: the engine buries it, with the care that this takes. */
export const isBuried = ({ kind }: Found): boolean => kind === 'lock'

/** What goes with a context, of all that was found. */
export const removalIntent = (subject: string, found: readonly Found[]): Intent => ({
  context: subject,
  steps: found
    .filter((one) => one.removable && !isBuried(one) && subjectOf(one) === subject)
    .map((one) => removalStep(one)),
})
