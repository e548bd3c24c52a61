import { thisMachine } from '../hosts/reader.js'
import type { Intent } from '../engine/plan.js'
import { removePath } from '../steps/common/make.js'
import type { RemovalStep } from '../steps/removal.js'
import type { Orphan } from '../services/orphan.js'

/** The subject of orphans without a context. */
const noContext = 'provision-gc'

/** The context of an orphan, or this task. */
export const subjectOf = ({ context }: Orphan): string => context ?? noContext

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

/**
 * Another process may take over a stale lock at any moment, so the engine removes locks itself, with the necessary
 * care.
 */
export const isStaleLock = ({ kind }: Orphan): boolean => kind === 'lock'

/** The removals for one context, among all orphans. */
export const removalIntent = (subject: string, orphans: readonly Orphan[]): Intent => ({
  context: subject,
  steps: orphans
    .filter((orphan) => orphan.removable && !isStaleLock(orphan) && subjectOf(orphan) === subject)
    .map((orphan) => removalStep(orphan)),
})
