import { usage } from './typed/usage.js'

interface OclifError extends Error {
  readonly oclif?: { readonly exit?: number }
}

/** Removes oclif's advice, because it does not fit our command lines. */
const complaint = (message: string): string =>
  message
    .replace(/^The following errors? occurred:\s*/, '')
    .split(/\n(?:See more help|\nNote:)/)[0]
    ?.trim() ?? message

/** Turns a usage error of oclif into one of ours. Returns any other error unchanged. */
export const fromOclif = (error: unknown): unknown => {
  const { oclif, message } = error as OclifError
  return oclif === undefined ? error : usage(complaint(message), '--help shows the arguments and flags of the command')
}
