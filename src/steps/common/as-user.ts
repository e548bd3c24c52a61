import { randomUUID } from 'node:crypto'
import { PassThrough, type Readable } from 'node:stream'
import type { Finished, Host, RunOptions, Words } from '../../hosts/host.js'
import { idVariable } from '../../hosts/programs.js'
import { asRoot } from './root-helper.js'

/** A UNIX user whom the root helper runs programs as. */
export interface AsUser {
  readonly user: string
  /** Path of the root helper. */
  readonly helper: string
  /** A pool of the user: what has a php-fpm of its own runs where that does, and sees the same folders. */
  readonly pool?: string
}

type Options = Pick<RunOptions, 'env' | 'cwd' | 'id' | 'signal' | 'timeoutSeconds' | 'input' | 'output' | 'errors'>

/** The environment as the root helper reads it: its length, then each variable with a zero byte. */
const environmentText = (variables: Readonly<Record<string, string>>): string => {
  const text = Object.entries(variables)
    .map(([name, value]) => `${name}=${value}\0`)
    .join('')
  return `${Buffer.byteLength(text)}\n${text}`
}

/** The environment, and then what the program reads. */
const inputAfter = (environment: string, input: string | Readable): string | Readable => {
  if (typeof input === 'string') return environment + input
  const whole = new PassThrough()
  whole.write(environment)
  return input.pipe(whole)
}

const timeoutAfter = (seconds: number): readonly AbortSignal[] =>
  seconds === 0 ? [] : [AbortSignal.timeout(seconds * 1000)]

const timedOutCode = 124
const interruptedCode = 130
const defaultTimeoutSeconds = 300

/** Ends a program of another user, and what it has left. */
export const endAsUser = async (id: string, { user, helper }: AsUser, host: Host): Promise<void> => {
  await host.run(await asRoot(host, [helper, 'end', user, id]))
}

/**
 * Runs a program as another user: with its groups alone, without a way to more rights, and with nothing of our own
 * environment. The process that this user starts belongs to root, so what it runs is ended by the root helper.
 */
export const runAsUser = async (words: Words, as: AsUser, host: Host, options: Options): Promise<Finished> => {
  const { env = {}, input = '', signal, id = randomUUID(), timeoutSeconds = defaultTimeoutSeconds, ...others } = options
  const timeout = timeoutAfter(timeoutSeconds)
  const ended = AbortSignal.any([...timeout, ...(signal === undefined ? [] : [signal])])
  const end = (): void => void endAsUser(id, as, host)
  ended.addEventListener('abort', end)
  try {
    const finished = await host.run(
      await asRoot(host, [as.helper, 'run', as.user, ...(as.pool === undefined ? [] : [as.pool]), '--', ...words]),
      {
        ...others,
        input: inputAfter(environmentText({ ...env, [idVariable]: id }), input),
        timeoutSeconds: timeoutSeconds * 2,
      },
    )
    if (!ended.aborted) return finished
    return { ...finished, code: timeout.some(({ aborted }) => aborted) ? timedOutCode : interruptedCode }
  } finally {
    ended.removeEventListener('abort', end)
  }
}
