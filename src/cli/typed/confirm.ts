import { ask, hasTerminal } from '../report/output.js'
import { command } from '../../lib/shell-word.js'
import { usage } from './usage.js'

export interface Agreement {
  readonly yes?: boolean
  readonly confirm?: string | undefined
}

interface Consent {
  readonly context: string
  readonly to: string
}

/** The question for several contexts: each with what happens to it. */
const questionOf = (consents: readonly Consent[]): string =>
  [
    ...consents.map(({ to }) => `  ${to}`),
    `Type the number of contexts, ${consents.length}, to continue with all of them: `,
  ].join('\n')

const requireForOne = async ({ context, to }: Consent, confirm: string | undefined): Promise<void> => {
  if (confirm === context) return
  const fix = command`add --confirm=${context} or --yes`
  if (confirm !== undefined) throw usage(`--confirm=${confirm} is not ${context}`, fix)
  if (!hasTerminal()) throw usage(`${to} needs confirmation`, fix)
  if ((await ask(`${to}. Type ${context} to continue: `)) !== context) throw usage(`not confirmed: ${to}`, fix)
}

const requireForAll = async (consents: readonly Consent[], confirm: string | undefined): Promise<void> => {
  const names = consents.map(({ context }) => context).join(', ')
  if (confirm !== undefined) throw usage(`--confirm=${confirm} is for one context, not for ${names}`, 'add --yes')
  if (!hasTerminal()) throw usage(`these need confirmation: ${consents.map(({ to }) => to).join('; ')}`, 'add --yes')
  if ((await ask(questionOf(consents))) !== String(consents.length)) throw usage(`not confirmed: ${names}`, 'add --yes')
}

/**
 * Asks once before a destructive task: for the name of its context, or the number of its contexts. Without a terminal,
 * refuses.
 */
export const requireAgreement = async (consents: readonly Consent[], { yes, confirm }: Agreement): Promise<void> => {
  const [first, ...others] = consents
  if (yes || first === undefined) return
  await (others.length === 0 ? requireForOne(first, confirm) : requireForAll(consents, confirm))
}
