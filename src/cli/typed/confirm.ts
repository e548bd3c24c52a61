import { ask, hasTerminal } from '../report/output.js'
import { command } from '../../lib/shell-word.js'
import { usage } from './usage.js'

export interface Agreement {
  readonly yes?: boolean
  readonly confirm?: string | undefined
}

/** Asks for the name of the context before a destructive task. Without a terminal, refuses. */
export const requireAgreement = async (
  { context, to }: { readonly context: string; readonly to: string },
  { yes, confirm }: Agreement,
): Promise<void> => {
  if (yes || confirm === context) return
  const fix = command`add --confirm=${context} or --yes`
  if (confirm !== undefined) throw usage(`--confirm=${confirm} is not ${context}`, fix)
  if (!hasTerminal()) throw usage(`${to} needs confirmation`, fix)
  if ((await ask(`${to}. Type ${context} to continue: `)) !== context) throw usage(`not confirmed: ${to}`, fix)
}
