import { readFileSync, rmSync, statSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { ProvisionError } from '../errors.js'
import { ownFiles } from '../hosts/local/own-files.js'
import { type Running, end, endOrphans, isRunning, launch } from './processes.js'
import type { SandboxRecord } from './record.js'
import { render } from './render.js'
import type { Place, SandboxServer } from './server.js'
import { command } from '../lib/shell-word.js'

const startSeconds = 60
const slowestPoll = 100

const lengthOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

const lastLines = (log: string, from: number): string =>
  readFileSync(log).subarray(from).toString().trimEnd().split('\n').slice(-8).join('\n')

/** The error with the lines that the server has logged since `from`. */
const failed = (what: string, { logFile }: Place, from: number, cause: unknown): ProvisionError =>
  new ProvisionError('PROVISION_SANDBOX', `${what}:\n${lastLines(logFile, from) || 'its log has no new lines'}`, {
    cause,
    fix: command`read the whole log: ${logFile}`,
  })

const refusal = (server: SandboxServer, place: Place): Promise<unknown> =>
  server.ready(place).then(
    () => undefined,
    (error: unknown) => error,
  )

const answers = async (server: SandboxServer, place: Place, running: Running, from: number): Promise<void> => {
  const { name } = server
  const until = Date.now() + startSeconds * 1000
  for (let pause = 5; ; pause = Math.min(pause * 1.5, slowestPoll)) {
    const cause = await refusal(server, place)
    if (cause === undefined) return
    if (!isRunning(running)) throw failed(`${name} ended before it answered`, place, from, cause)
    if (Date.now() > until) throw failed(`${name} did not answer in ${startSeconds} seconds`, place, from, cause)
    await delay(pause)
  }
}

/** Waits until a running server answers, with increasing pauses between attempts. */
export const waitUntilReady = async (record: SandboxRecord, server: SandboxServer): Promise<void> => {
  const running = record.living(server.name)
  const place = record.place(server.name)
  if (running) await answers(server, place, running, lengthOf(place.logFile))
}

/** Starts a server that is not running, and waits until it answers. */
export const startServer = async (record: SandboxRecord, server: SandboxServer): Promise<void> => {
  const place = record.place(server.name)
  ownFiles.write(place.configuration, await render(server.configuration(place)), 0o600)
  const further = [...(server.foreground ?? []), ...((await server.prepare?.(place)) ?? [])]
  const from = lengthOf(place.logFile)
  const running = await launch([...server.words(place), ...further], place.logFile, place.folder)
  record.keep(server.name, { ...record.server(server.name), process: running })
  try {
    await answers(server, place, running, from)
  } finally {
    server.settled?.(place)
  }
}

/** Stops a server and removes what it or an earlier process left: workers, socket, pid file. Its data stays. */
export const endServer = async (record: SandboxRecord, { name, stopSeconds }: SandboxServer): Promise<void> => {
  const { program, port, process } = record.server(name)
  const { socket, pidFile } = record.place(name)
  const running = record.living(name)
  if (running) await end(running, program, stopSeconds)
  if (process) await endOrphans(process, program)
  rmSync(socket, { force: true })
  rmSync(pidFile, { force: true })
  record.keep(name, { program, port })
}
