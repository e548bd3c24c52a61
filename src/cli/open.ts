import { resolve } from 'node:path'
import type { Provision, Sandbox } from '../provision/api.js'
import { canRedraw, shownProgress, tell } from './report/output.js'
import { type ClosableProgress, together, withoutWarnings } from './progress/closable.js'
import { onlyWarnings, plainProgress } from './progress/plain.js'

interface ProgressFlags {
  readonly quiet?: boolean | undefined
  readonly verbose?: boolean | undefined
  readonly events?: number | undefined
  readonly diff?: boolean | undefined
}

/** Loads the application late, so that help and usage errors stay fast. */
export const openProvision = async (): Promise<Provision> => {
  const { provision } = await import('../provision/provision.js')
  return provision()
}

export const openSandbox = async (home: string | undefined): Promise<Sandbox> => {
  const { sandbox } = await import('../provision/provision.js')
  return sandbox(home === undefined ? undefined : resolve(home))
}

/** A line for each context on a terminal, and a line for each step elsewhere. With `quiet`, only warnings. */
export const openProgress = async ({ quiet, verbose = false }: ProgressFlags): Promise<ClosableProgress> => {
  if (quiet) return shownProgress(({ write, screen }) => onlyWarnings(write, screen().paint))
  if (!canRedraw()) return shownProgress(({ write, screen }) => plainProgress(write, screen().paint))
  const { liveProgress } = await import('./progress/live.js')
  return shownProgress((to) => liveProgress({ ...to, verbose }))
}

/** Writes events to a file descriptor. Refuses one that is not open before anything runs. */
const writtenProgress = async (fd: number, diff: boolean): Promise<ClosableProgress> => {
  const { EventStream } = await import('../provision/event-stream.js')
  const { eventLines } = await import('./report/events.js')
  const { write, close } = new EventStream(fd, (message) => tell(message, (text) => `warning: ${text}`))
  return { tell: eventLines(write, diff), close }
}

/**
 * Shows the progress of a task to the user, and writes events if `--events` is given. Warnings are not shown here: the
 * report prints them, equal warnings of many contexts only once.
 */
export const openTaskProgress = async (flags: ProgressFlags): Promise<ClosableProgress> => {
  const { events, diff = false } = flags
  const written = events === undefined ? [] : [await writtenProgress(events, diff)]
  return together([...written, withoutWarnings(await openProgress(flags))])
}
