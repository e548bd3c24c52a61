import { thisMachine } from '../../hosts/reader.js'
import type { Holder } from '../../hosts/holder.js'
import type { Stages } from '../../steps/common/stages.js'
import type { Step } from '../../steps/common/step.js'
import type { Entry, JournalText } from './format.js'

/** The stages of version 0.1.0. Its journals do not name them. This list never changes. */
const stages: Stages = {
  order: [
    'secret',
    'account',
    'database',
    'grant',
    'directory',
    'file',
    'application',
    'web',
    'withdraw',
    'check',
    'record',
    'cleanup',
  ],
  commitAfter: 'check',
}

interface Header {
  readonly id: string
  readonly task: string
  readonly holder: Holder
  readonly plans: readonly { readonly context: string; readonly steps: readonly Omit<Step, 'host'>[] }[]
}

/** Converts a journal of version 0.1.0: its plans are in the first line, and all its steps are on this machine. */
export const fromFirstFormat = (header: unknown, entries: readonly unknown[]): JournalText => {
  const { id, task, holder, plans } = header as Header
  return {
    header: { format: 2, id, task, holder, contexts: plans.map(({ context }) => context), stages },
    plans: plans.map(({ context, steps }) => ({
      context,
      steps: steps.map((step) => ({ ...step, host: thisMachine })),
    })),
    entries: entries as readonly Entry[],
  }
}
