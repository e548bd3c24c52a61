import { randomUUID } from 'node:crypto'
import { fillSecrets } from '../../contexts/secret.js'
import { ProvisionError } from '../../errors.js'
import type { Finished, Words } from '../../hosts/host.js'
import type { Step } from './step.js'
import type { Run, World } from './world.js'

/** A step that runs a program for a site. */
export interface ProgramStep extends Step {
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
  readonly failure: string
}

/** The texts of a step with their secrets filled in, and these secrets. */
interface Filled {
  readonly environment: Readonly<Record<string, string>>
  readonly input: string | undefined
  readonly secrets: readonly string[]
}

const fillAll = ({ environment, input, title, failure }: ProgramStep, { vault }: World): Filled => {
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

/** The end of the output, where the reason is. */
const lastLines = (text: string): string => text.trim().split('\n').slice(-shownLines).join('\n')

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

/**
 * Runs the program in the step's directory. If it does not exit with 0, kills what it started, so that nothing of it
 * works on while its task is undone, and throws the step's failure.
 */
export const runProgram = async (step: ProgramStep, words: Words, run: Run): Promise<Finished> => {
  const { environment, input, secrets } = fillAll(step, run)
  const host = run.host(step.host)
  const mark = `${run.holder.id}/${randomUUID()}`
  const finished = await host.run(words, {
    mark,
    env: environment,
    cwd: step.directory,
    signal: run.signal,
    ...(input === undefined ? {} : { input }),
    ...(step.timeoutSeconds === undefined ? {} : { timeoutSeconds: step.timeoutSeconds }),
  })
  const { code, stdout, stderr } = finished
  if (step.keepsOutput) run.output(step, { stdout: mask(stdout, secrets), stderr: mask(stderr, secrets) })
  if (code === 0) return finished
  await host.endPrograms(mark)
  throw failed(step, mask(step.keepsOutput ? bothEnds(finished) : reason(finished), secrets))
}
