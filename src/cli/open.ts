import { resolve } from 'node:path'
import type { Provision, Sandbox } from '../provision/api.js'
import { paintFor } from './colour.js'
import { type ClosableProgress, onlyWarnings, plainProgress } from './progress.js'

/** Loads what the command needs only now: help and usage errors never pay for it. */
export const openProvision = async (): Promise<Provision> => {
  const { provision } = await import('../provision/provision.js')
  return provision()
}

export const openSandbox = async (home: string | undefined): Promise<Sandbox> => {
  const { sandbox } = await import('../provision/provision.js')
  return sandbox(home === undefined ? undefined : resolve(home))
}

/** A live list on a terminal, plain lines elsewhere; only warnings when it is to be quiet. */
export const openProgress = async (quiet: boolean): Promise<ClosableProgress> => {
  const { stderr } = process
  const write = (text: string) => void stderr.write(text)
  if (quiet) return onlyWarnings(write, paintFor(stderr))
  if (!stderr.isTTY || process.env['TERM'] === 'dumb') return plainProgress(write, paintFor(stderr))
  const { liveProgress } = await import('./live-progress.js')
  return liveProgress(write, paintFor(stderr), () => stderr.columns || 80)
}
