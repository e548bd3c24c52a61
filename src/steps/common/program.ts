import { fillSecrets } from '../../contexts/secret.js'
import { ProvisionError } from '../../errors.js'
import type { Finished, Words } from '../../hosts/host.js'
import type { Step } from './step.js'
import type { Run, World } from './world.js'

/** A program that a step runs for a site. */
export interface ProgramStep extends Step {
  readonly directory: string
  /**
   * Values may hold secret marks. What is in the environment of a process is in /proc/<pid>/environ for its own user
   * and root alone; what is in its words is there for everyone, so words are never filled.
   */
  readonly environment: Readonly<Record<string, string>>
  /** For standard input; may hold secret marks. */
  readonly input?: string
  readonly timeoutSeconds?: number
  /** Code of the error when it fails. */
  readonly failure: string
}

/** What a step's texts say with their secrets in place, and which secrets those were. */
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

const saidLines = 8

/** The end of what a program said, where the reason is. */
const lastLines = (text: string): string => text.trim().split('\n').slice(-saidLines).join('\n')

const reason = ({ code, stderr, stdout }: Finished): string =>
  lastLines(stderr) || lastLines(stdout) || `exit code ${code}`

export const failed = ({ title, failure, context }: ProgramStep, why: string): ProvisionError =>
  new ProvisionError(failure, `cannot ${title}: ${why}`, {
    fix: 'fix what it says, then retry',
    context,
  })

/** Runs the words in the step's directory, and throws the step's failure unless they end with 0. */
export const runProgram = async (step: ProgramStep, words: Words, run: Run): Promise<Finished> => {
  const { environment, input, secrets } = fillAll(step, run)
  const finished = await run.host(step.host).run(words, {
    env: environment,
    cwd: step.directory,
    signal: run.signal,
    ...(input === undefined ? {} : { input }),
    ...(step.timeoutSeconds === undefined ? {} : { timeoutSeconds: step.timeoutSeconds }),
  })
  if (finished.code !== 0) throw failed(step, mask(reason(finished), secrets))
  return finished
}
