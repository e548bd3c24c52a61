import { usage } from './typed/usage.js'

interface OclifError extends Error {
  readonly oclif?: { readonly exit?: number }
}

/** Without its advice, which does not fit our grammar. */
const complaint = (message: string): string =>
  message
    .replace(/^The following errors? occurred:\s*/, '')
    .split(/\n(?:See more help|\nNote:)/)[0]
    ?.trim() ?? message

/** oclif's complaints about words as ours; all else as it is. */
export const fromOclif = (error: unknown): unknown => {
  const { oclif, message } = error as OclifError
  return oclif === undefined ? error : usage(complaint(message), 'the command with --help shows what it takes')
}
