import { resolve } from 'node:path'
import type { Provision, Sandbox } from '../provision/api.js'
import { paintFor } from './text/colour.js'
import { type ClosableProgress, together, withoutWarnings } from './progress/closable.js'
import { onlyWarnings, plainProgress } from './progress/plain.js'
import { screenFor } from './text/screen.js'

interface ProgressFlags {
  readonly quiet?: boolean | undefined
  readonly verbose?: boolean | undefined
  readonly events?: number | undefined
  readonly diff?: boolean | undefined
}

/** Loads what the command needs only now: help and usage errors never pay for it. */
export const openProvision = async (): Promise<Provision> => {
  const { provision } = await import('../provision/provision.js')
  return provision()
}

export const openSandbox = async (home: string | undefined): Promise<Sandbox> => {
  const { sandbox } = await import('../provision/provision.js')
  return sandbox(home === undefined ? undefined : resolve(home))
}

/** Folded lines on a terminal, plain lines elsewhere; only warnings when it is to be quiet. */
export const openProgress = async ({ quiet, verbose = false }: ProgressFlags): Promise<ClosableProgress> => {
  const { stderr } = process
  const write = (text: string) => void stderr.write(text)
  if (quiet) return onlyWarnings(write, paintFor(stderr))
  if (!stderr.isTTY || process.env['TERM'] === 'dumb') return plainProgress(write, paintFor(stderr))
  const { liveProgress } = await import('./progress/live.js')
  return liveProgress({ write, screen: () => screenFor(stderr), verbose })
}

/** Events on a file descriptor; one that is not open is refused before anything runs. */
const writtenProgress = async (fd: number, diff: boolean): Promise<ClosableProgress> => {
  const { EventStream } = await import('../provision/event-stream.js')
  const { eventLines } = await import('./report/events.js')
  const { write, close } = new EventStream(fd, (message) => void process.stderr.write(`warning: ${message}\n`))
  return { tell: eventLines(write, diff), close }
}

/**
 * Tells what happens in a task to the user, and as events to a program that has asked for them. Its report tells the
 * user of warnings: equal ones of many contexts once.
 */
export const openTaskProgress = async (flags: ProgressFlags): Promise<ClosableProgress> => {
  const { events, diff = false } = flags
  const written = events === undefined ? [] : [await writtenProgress(events, diff)]
  return together([...written, withoutWarnings(await openProgress(flags))])
}
