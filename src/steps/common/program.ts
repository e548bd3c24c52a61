import type { ErrorCode } from '../../lib/error-codes.js'
import { randomUUID } from 'node:crypto'
import { fillSecrets } from '../../contexts/secret.js'
import { ProvisionError } from '../../errors.js'
import type { Finished, Words } from '../../hosts/host.js'
import { type AsUser, endAsUser, runAsUser } from './as-user.js'
import { attemptEach } from './attempt.js'
import type { Outcome, Preparation, Prepared } from './kind.js'
import type { Step } from './step.js'
import type { Run, World } from './world.js'

/** A step that runs a program for a site. */
export interface ProgramStep extends Step {
  /** Whom it runs as. Default: the user that provisions. */
  readonly as?: AsUser
  readonly directory: string
  /**
   * Values may contain secret marks. Only its own user and root can read the environment of a process in
   * /proc/<pid>/environ. Everyone can read its arguments, so arguments never contain secrets.
   */
  readonly environment: Readonly<Record<string, string>>
  /** Standard input. May contain secret marks. */
  readonly input?: string
  readonly timeoutSeconds?: number
  /** Whether its output is kept in the journal and shown. Not for a program whose output may contain a secret. */
  readonly keepsOutput?: boolean
  /** The code of the error if it fails. */
  readonly failure: ErrorCode
}

/** The texts of a step with their secrets filled in, and these secrets. */
interface Filled {
  readonly environment: Readonly<Record<string, string>>
  readonly input: string | undefined
  readonly secrets: readonly string[]
}

/** Fills in the secrets of an environment and of an input. */
export const fillAll = (
  { environment, input, title, failure }: Pick<ProgramStep, 'environment' | 'input' | 'title' | 'failure'>,
  { vault }: Pick<World, 'vault'>,
): Filled => {
  const secrets: string[] = []
  const read = (context: string, property: string): string => {
    const secret = vault.read(context, property)
    if (secret === undefined)
      throw new ProvisionError(failure, `cannot ${title}: ${context} has no ${property}`, { context })
    secrets.push(secret)
    return secret
  }
  const fill = (text: string): string => fillSecrets(text, read) ?? ''
  return {
    environment: Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, fill(value)])),
    input: input === undefined ? undefined : fill(input),
    secrets,
  }
}

const mask = (text: string, secrets: readonly string[]): string =>
  secrets.filter((secret) => secret !== '').reduce((masked, secret) => masked.replaceAll(secret, '********'), text)

const shownLines = 8
const shownCharacters = 4000

/** The end of the output, where the reason is. */
const lastLines = (text: string): string =>
  text.slice(-shownCharacters).trim().split('\n').slice(-shownLines).join('\n')

const reason = ({ code, stderr, stdout }: Finished): string =>
  lastLines(stderr) || lastLines(stdout) || `exit code ${code}`

/** The ends of both outputs. */
const bothEnds = ({ code, stderr, stdout }: Finished): string =>
  [lastLines(stderr), lastLines(stdout)].filter((text) => text !== '').join('\n') || `exit code ${code}`

export const failed = ({ title, failure, context }: ProgramStep, why: string): ProvisionError =>
  new ProvisionError(failure, `cannot ${title}: ${why}`, {
    fix: 'fix the reported cause, then retry',
    context,
  })

/** The id of the program. Version 0.1.0 did not record one. */
export interface ProgramBefore {
  readonly program?: string
}

type Prep<S extends ProgramStep> = Prepared<S, ProgramBefore>

/** Runs the program in the step's directory. Throws the step's failure if it does not exit with 0. */
export const runProgram = async <S extends ProgramStep>(
  { step, before: { program } }: Prep<S>,
  words: Words,
  run: Run,
): Promise<Finished> => {
  const { environment, input, secrets } = fillAll(step, run)
  const host = run.host(step.host)
  const options = {
    env: environment,
    cwd: step.directory,
    signal: run.signal,
    ...(program === undefined ? {} : { id: program }),
    ...(input === undefined ? {} : { input }),
    ...(step.timeoutSeconds === undefined ? {} : { timeoutSeconds: step.timeoutSeconds }),
  }
  const finished = await (step.as === undefined ? host.run(words, options) : runAsUser(words, step.as, host, options))
  const shown = { ...finished, stdout: mask(finished.stdout, secrets), stderr: mask(finished.stderr, secrets) }
  if (step.keepsOutput) run.output(step, { stdout: shown.stdout, stderr: shown.stderr })
  if (shown.code !== 0) throw failed(step, step.keepsOutput ? bothEnds(shown) : reason(shown))
  return finished
}

export const prepareProgram = (items: readonly unknown[]): readonly Preparation<ProgramBefore>[] =>
  items.map(() => ({ ok: true, before: { program: randomUUID() } }))

/** Ends what the program has started and left, so that it does not work on while other steps are undone. */
export const undoProgram = (prepared: readonly Prep<ProgramStep>[], run: Run): Promise<readonly Outcome[]> =>
  attemptEach(prepared, async ({ step, before: { program } }) => {
    if (program === undefined) return
    const host = run.host(step.host)
    await (step.as === undefined ? host.endProgram(program) : endAsUser(program, step.as, host))
  })
