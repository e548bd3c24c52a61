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

/** A task that destroys asks for the name; without a terminal it never asks. */
export const requireAgreement = async (name: string, what: string, { yes, confirm }: Agreement): Promise<void> => {
  if (yes || confirm === name) return
  const fix = `add --confirm=${name} or --yes`
  if (confirm !== undefined) throw usage(`--confirm=${confirm} is not ${name}`, fix)
  if (!hasTerminal()) throw usage(`${what} needs confirmation`, fix)
  if ((await ask(`${what}. Type ${name} to go on: `)) !== name) throw usage(`not confirmed: ${what}`, fix)
}

export const agreeToDelete = async (names: readonly string[], agreement: Agreement): Promise<void> => {
  for (const name of names) await requireAgreement(name, `deleting ${name} and all that belongs to it`, agreement)
}
