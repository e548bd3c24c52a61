import type { ChildProcess } from 'node:child_process'
import type { Result } from 'execa'
import { constants } from 'node:os'
import type { Readable } from 'node:stream'
import type { Finished, RunOptions, Words } from '../host.js'
import { idVariable } from '../programs.js'

const notFound = 127
const timedOutCode = 124
const interrupted = 130

/** Environment variables that a command inherits. Others may contain tokens and passwords. */
const inherited = ['PATH', 'HOME', 'LANG', 'USER', 'LOGNAME', 'TMPDIR', 'XDG_RUNTIME_DIR']

const inheritedEnvironment = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    inherited.flatMap((name) => {
      const value = process.env[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )

/** A program that writes more is ended: all of it is held in memory. */
const mostOutput = 16 * 1024 * 1024

/** The delay before a command that does not end is killed. */
const killAfterMilliseconds = 5_000

const inputOf = ({ input }: RunOptions) => {
  if (input === undefined) return { stdin: 'ignore' as const }
  return typeof input === 'string' ? { input } : { stdin: 'pipe' as const }
}

const optionsOf = (options: RunOptions, signal: AbortSignal | undefined) => ({
  reject: false as const,
  timeout: (options.timeoutSeconds ?? 300) * 1000,
  forceKillAfterDelay: killAfterMilliseconds,
  extendEnv: false,
  maxBuffer: mostOutput,
  // In a group of its own: Ctrl-C reaches Provision alone, which ends the program of a step and leaves that of an undo.
  detached: true,
  env: {
    ...inheritedEnvironment(),
    ...options.env,
    ...(options.id === undefined ? {} : { [idVariable]: options.id }),
  },
  buffer: { stdout: options.output === undefined, stderr: options.errors === undefined },
  ...inputOf(options),
  ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  ...(signal === undefined ? {} : { cancelSignal: signal }),
})

/** Aborts after some time without activity. */
class IdleWatch {
  readonly #controller = new AbortController()
  #timer: NodeJS.Timeout | undefined

  constructor(private readonly seconds: number) {
    this.touch()
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  readonly touch = (): void => {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#controller.abort(), this.seconds * 1000)
  }

  end(): void {
    clearTimeout(this.#timer)
  }
}

/** Calls back with each whole line of a stream, and with the rest at its end. */
const eachLine = (stream: Readable, report: (line: string) => void): void => {
  let rest = ''
  stream.on('data', (part: Buffer) => {
    const lines = (rest + part.toString()).split('\n')
    rest = lines.pop() ?? ''
    lines.forEach(report)
  })
  stream.on('end', () => (rest === '' ? undefined : report(rest)))
}

interface Streams {
  readonly stdin: NodeJS.WritableStream | null
  readonly stdout: Readable | null
  readonly stderr: Readable | null
}

const feed = (stdin: NodeJS.WritableStream, input: Readable, touch: () => void): void => {
  input.on('data', touch)
  input.pipe(stdin)
  stdin.on('error', () => input.unpipe())
}

const reportLines = ({ stdout, stderr }: Streams, { onLine, output }: RunOptions): void => {
  if (onLine === undefined) return
  if (stdout !== null && output === undefined) eachLine(stdout, (line) => onLine(line, 'stdout'))
  if (stderr !== null) eachLine(stderr, (line) => onLine(line, 'stderr'))
}

/** The time for output that a program has written before its exit. */
const lastOutputMilliseconds = 1_000

/**
 * A background process of a program inherits its output, which then does not end with the program. The immediate lets a
 * process that was stopped for longer read first. An output that is passed on is left alone: its reader may be slow.
 */
const endOutputAfterExit = (child: ChildProcess, { stdout, stderr }: Streams, { output }: RunOptions): void => {
  if (output !== undefined) return
  const end = (): void => [stdout, stderr].forEach((stream) => stream?.destroy())
  child.once('exit', () => {
    const timer = setTimeout(() => setImmediate(end), lastOutputMilliseconds)
    child.once('close', () => clearTimeout(timer))
  })
}

const connect = (streams: Streams, options: RunOptions, touch: () => void): void => {
  const { stdin, stdout, stderr } = streams
  const { input, output, errors } = options
  for (const stream of [stdout, stderr]) stream?.on('data', touch)
  if (stdin !== null && typeof input === 'object') feed(stdin, input, touch)
  if (output !== undefined) stdout?.pipe(output)
  if (errors !== undefined) stderr?.pipe(errors)
  reportLines(streams, options)
}

const signalOf = (idle: IdleWatch | undefined, outer: AbortSignal | undefined): AbortSignal | undefined => {
  const signals = [idle?.signal, outer].filter((signal) => signal !== undefined)
  return signals.length === 0 ? undefined : AbortSignal.any(signals)
}

export const run = async ([program, ...words]: Words, options: RunOptions = {}): Promise<Finished> => {
  const { execa } = await import('execa')
  const idle = options.idleSeconds === undefined ? undefined : new IdleWatch(options.idleSeconds)
  try {
    const child = execa(program, words, optionsOf(options, signalOf(idle, options.signal)))
    connect(child as Streams, options, idle?.touch ?? (() => {}))
    endOutputAfterExit(child, child as Streams, options)
    const { stdout, stderr, ...end } = await child
    const said = saidBy(program, stderr, end)
    if (wasNotStarted(end)) options.errors?.write(`${said}\n`)
    return { code: codeOf(end, idle, options.signal), stdout: stdout ?? '', stderr: said }
  } finally {
    idle?.end()
  }
}

type Failure = Parameters<typeof failureOf>[1] & { readonly failed: boolean }

/** What a program has written to standard error, and why it has failed if it does not say so itself. */
const saidBy = (program: string, stderr: string | undefined, end: Failure): string => {
  const told = end.failed && (!stderr || end.isMaxBuffer) ? failureOf(program, end) : undefined
  return [stderr, told].filter(Boolean).join('\n')
}

/** What a shell would say of a program that is not there, or what has gone wrong else. */
const failureOf = (
  program: string,
  { code, shortMessage, isMaxBuffer }: Pick<Result, 'code' | 'shortMessage' | 'isMaxBuffer'>,
): string | undefined => {
  if (isMaxBuffer) return `${program} has written more than ${mostOutput / 1024 / 1024} MB, and was ended`
  return code === 'ENOENT' ? `${program}: command not found` : shortMessage
}

interface End {
  readonly timedOut: boolean
  readonly exitCode?: number | undefined
  readonly signal?: NodeJS.Signals | undefined
}

const wasNotStarted = ({ exitCode, signal, timedOut }: End): boolean =>
  exitCode === undefined && signal === undefined && !timedOut

/** As a shell tells it: 128 and the number of the signal that has ended the program. */
const ownCode = ({ exitCode, signal }: End): number =>
  exitCode ?? (signal === undefined ? notFound : 128 + constants.signals[signal])

const codeOf = (end: End, idle: IdleWatch | undefined, signal: AbortSignal | undefined): number => {
  if (end.timedOut || idle?.signal.aborted) return timedOutCode
  return signal?.aborted ? interrupted : ownCode(end)
}
