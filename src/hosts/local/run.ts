import type { Readable } from 'node:stream'
import type { Finished, RunOptions, Words } from '../host.js'

const notThere = 127
const tookTooLong = 124
const interrupted = 130

/** All that a command gets of the caller's own environment: tokens and passwords in it are none of its business. */
const inherited = ['PATH', 'HOME', 'LANG', 'USER', 'LOGNAME', 'TMPDIR', 'XDG_RUNTIME_DIR']

const inheritedEnvironment = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    inherited.flatMap((name) => {
      const value = process.env[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )

/** Ends a command that is told to end and does not. */
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
  env: { ...inheritedEnvironment(), ...options.env },
  buffer: { stdout: options.output === undefined, stderr: true },
  ...inputOf(options),
  ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  ...(signal === undefined ? {} : { cancelSignal: signal }),
})

/** Aborts when nothing has happened for so long. */
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

/** Calls back with each whole line of a stream, and with what is left at its end. */
const eachLine = (stream: Readable, tell: (line: string) => void): void => {
  let rest = ''
  stream.on('data', (part: Buffer) => {
    const lines = (rest + part.toString()).split('\n')
    rest = lines.pop() ?? ''
    lines.forEach(tell)
  })
  stream.on('end', () => (rest === '' ? undefined : tell(rest)))
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

const tellLines = ({ stdout, stderr }: Streams, { onLine, output }: RunOptions): void => {
  if (onLine === undefined) return
  if (stdout !== null && output === undefined) eachLine(stdout, (line) => onLine(line, 'stdout'))
  if (stderr !== null) eachLine(stderr, (line) => onLine(line, 'stderr'))
}

const connect = (streams: Streams, options: RunOptions, touch: () => void): void => {
  const { stdin, stdout, stderr } = streams
  const { input, output } = options
  for (const stream of [stdout, stderr]) stream?.on('data', touch)
  if (stdin !== null && typeof input === 'object') feed(stdin, input, touch)
  if (output !== undefined) stdout?.pipe(output)
  tellLines(streams, options)
}

const signalOf = (idle: IdleWatch | undefined, given: AbortSignal | undefined): AbortSignal | undefined => {
  const signals = [idle?.signal, given].filter((signal) => signal !== undefined)
  return signals.length === 0 ? undefined : AbortSignal.any(signals)
}

export const run = async ([program, ...words]: Words, options: RunOptions = {}): Promise<Finished> => {
  const { execa } = await import('execa')
  const idle = options.idleSeconds === undefined ? undefined : new IdleWatch(options.idleSeconds)
  try {
    const child = execa(program, words, optionsOf(options, signalOf(idle, options.signal)))
    connect(child as Streams, options, idle?.touch ?? (() => {}))
    const { stdout, stderr, ...end } = await child
    const why = stderr === '' && end.failed ? end.shortMessage : stderr
    return { code: codeOf(end, idle, options.signal), stdout: stdout ?? '', stderr: why ?? '' }
  } finally {
    idle?.end()
  }
}

interface End {
  readonly timedOut: boolean
  readonly exitCode?: number | undefined
}

const codeOf = ({ timedOut, exitCode }: End, idle: IdleWatch | undefined, signal: AbortSignal | undefined): number => {
  if (timedOut || idle?.signal.aborted) return tookTooLong
  return signal?.aborted ? interrupted : (exitCode ?? notThere)
}
