import { createInterface } from 'node:readline/promises'
import { usage } from './usage.js'

export interface Agreement {
  readonly yes?: boolean
  readonly confirm?: string | undefined
}

const ask = async (question: string): Promise<string> => {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return (await terminal.question(question)).trim()
  } finally {
    terminal.close()
  }
}

const hasTerminal = (): boolean => Boolean(process.stdin.isTTY && process.stderr.isTTY)

/** Asks for the name of the context before a destructive task. Without a terminal, refuses. */
export const requireAgreement = async (
  { context, to }: { readonly context: string; readonly to: string },
  { yes, confirm }: Agreement,
): Promise<void> => {
  if (yes || confirm === context) return
  const fix = `add --confirm=${context} or --yes`
  if (confirm !== undefined) throw usage(`--confirm=${confirm} is not ${context}`, fix)
  if (!hasTerminal()) throw usage(`${to} needs confirmation`, fix)
  if ((await ask(`${to}. Type ${context} to continue: `)) !== context) throw usage(`not confirmed: ${to}`, fix)
}
