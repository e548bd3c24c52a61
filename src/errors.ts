import type { ErrorCode } from './lib/error-codes.js'

export interface ErrorDetails {
  readonly cause?: unknown
  /** What to type or change next. */
  readonly fix?: string
  /** The context that the failure belongs to. */
  readonly context?: string
}

/**
 * A failure that the user can read: `message` says what failed and on what, `fix` what to type next.
 */
export class ProvisionError extends Error {
  override readonly name = 'ProvisionError'
  readonly fix: string | undefined
  readonly context: string | undefined

  constructor(
    readonly code: ErrorCode,
    message: string,
    { cause, fix, context }: ErrorDetails = {},
  ) {
    super(message, cause === undefined ? undefined : { cause })
    this.fix = fix
    this.context = context
  }
}

/** Several failures of one context. The code is that of the first. */
export class Failures extends ProvisionError {
  constructor(
    code: ErrorCode,
    readonly failures: readonly ProvisionError[],
  ) {
    super(code, failures.map(({ message }) => message).join('; '), {
      fix: failures.flatMap(({ fix }) => fix ?? []).join('; '),
      ...(failures[0]?.context === undefined ? {} : { context: failures[0].context }),
    })
  }
}

const parts = (error: ProvisionError): readonly ProvisionError[] =>
  error instanceof Failures ? error.failures : [error]

/** One error that tells all of them, each once. */
export const together = (errors: readonly ProvisionError[]): ProvisionError => {
  const failures = [...new Map(errors.flatMap(parts).map((error) => [error.message, error])).values()]
  const [first] = failures
  if (first === undefined) throw new Error('no failure')
  return failures.length === 1 ? first : new Failures(first.code, failures)
}

/** One mistake in the user's input, at a path like `@example.com/aliases/2`. */
export interface Complaint {
  readonly path: string
  readonly message: string
  readonly fix?: string
}

/** All complaints about the input of one command. */
export class InvalidInput extends ProvisionError {
  constructor(readonly complaints: readonly Complaint[]) {
    super('PROVISION_CONFIG_NOT_VALID', complaints.map(({ path, message }) => `${path}: ${message}`).join('\n'), {
      fix: [...new Set(complaints.flatMap(({ fix }) => (fix === undefined ? [] : [fix])))].join('\n'),
    })
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** The error for an unknown command, flag or value. */
export const usage = (message: string, fix: string): ProvisionError =>
  new ProvisionError('PROVISION_USAGE', message, { fix })
