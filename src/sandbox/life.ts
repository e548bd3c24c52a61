import { rmSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { ownFiles } from '../hosts/local/own-files.js'
import { logLength, notStarted } from './failure.js'
import { type Running, end, endOrphans, isRunning, launch } from './processes.js'
import type { SandboxRecord } from './record.js'
import { render } from './render.js'
import { control } from './root.js'
import type { Place, SandboxServer } from './server.js'

const startSeconds = 60
const slowestPoll = 100

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
    if (!isRunning(running)) throw notStarted(`${name} ended before it answered`, place, { from, cause })
    if (Date.now() > until)
      throw notStarted(`${name} did not answer in ${startSeconds} seconds`, place, { from, cause })
    await delay(pause)
  }
}

/** Waits until a running server answers, with increasing pauses between attempts. */
export const waitUntilReady = async (record: SandboxRecord, server: SandboxServer): Promise<void> => {
  const running = record.living(server.name)
  const place = record.place(server.name)
  if (running) await answers(server, place, running, logLength(place.logFile))
}

/** Root starts it with a configuration of its own, and goes on without whoever has asked. */
const startAsRoot = async (record: SandboxRecord, server: SandboxServer): Promise<void> => {
  const place = record.place(server.name)
  if (server.listens) ownFiles.write(record.listenFile(server.name), await render(server.listens(place)), 0o600)
  const from = logLength(place.logFile)
  await control('start', server.name, { home: record.home, folder: place.folder })
  const running = record.adopt(server.name)
  if (running === undefined)
    throw notStarted(`${server.name} ended before it answered`, place, { from, cause: undefined })
  await answers(server, place, running, from)
}

/** Starts a server that is not running, and waits until it answers. */
export const startServer = async (record: SandboxRecord, server: SandboxServer): Promise<void> => {
  if (record.place(server.name).ofRoot) return startAsRoot(record, server)
  const place = record.place(server.name)
  ownFiles.write(place.configuration, await render(server.configuration(place)), 0o600)
  const further = [...(server.foreground ?? []), ...((await server.prepare?.(place)) ?? [])]
  const from = logLength(place.logFile)
  const running = await launch([...server.words(place), ...further], place.logFile, place.folder).catch(
    (cause: unknown) => {
      throw notStarted(`${server.name} cannot be started`, place, { from, cause })
    },
  )
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
  const { socket, pidFile, ofRoot, folder } = record.place(name)
  if (ofRoot) {
    await control('stop', name, { home: record.home, folder })
    return record.keep(name, { program, port })
  }
  const running = record.living(name)
  if (running) await end(running, program, stopSeconds)
  if (process) await endOrphans(process, program)
  rmSync(socket, { force: true })
  rmSync(pidFile, { force: true })
  record.keep(name, { program, port })
}
