import { thisMachine } from '../hosts/reader.js'
import type { Intent } from '../engine/plan.js'
import { removePath } from '../steps/common/make.js'
import type { RemovalStep } from '../steps/removal.js'
import type { Orphan } from '../services/orphan.js'

/** For what is no context's. */
const nobody = 'provision-gc'

/** The context that a removal is for, or this task. */
export const subjectOf = ({ context }: Orphan): string => context ?? nobody

export const titleOf = ({ where }: Orphan): string => `remove ${where}`

const removalStep = (orphan: Orphan): RemovalStep =>
  removePath(
    { context: subjectOf(orphan), host: thisMachine },
    {
      title: titleOf(orphan),
      path: orphan.where,
      ...(orphan.text === undefined ? {} : { text: orphan.text }),
    },
  )

/** A void lock may become another's at any moment: the engine buries it, with the care that this takes. */
export const isBuried = ({ kind }: Orphan): boolean => kind === 'lock'

/** What goes with a context, of all that was found. */
export const removalIntent = (subject: string, orphans: readonly Orphan[]): Intent => ({
  context: subject,
  steps: orphans
    .filter((one) => one.removable && !isBuried(one) && subjectOf(one) === subject)
    .map((one) => removalStep(one)),
})
