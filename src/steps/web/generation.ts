import { setTimeout as delay } from 'node:timers/promises'
import type { WebControl } from './index.js'
import type { World } from '../common/world.js'

/** How long a reload may take until the server serves the new configuration. */
const proofMilliseconds = 10_000
const firstPollMilliseconds = 4
const longestPollMilliseconds = 100

/** The mark that the running server answers with; undefined when it does not. */
const servedMark = async ({ generation }: WebControl, { host }: World): Promise<string | undefined> => {
  const { host: name, path, port, address } = generation
  try {
    const { status, body } = await host.request({ port, address, host: name, path, timeoutSeconds: 5 })
    return status === 200 ? body.trim() : undefined
  } catch {
    return undefined
  }
}

export const markPlace = 'GENERATION'

/** The mark that is on disk. */
const writtenMark = ({ generation: { file, text } }: WebControl, { host: { files } }: World): string | undefined => {
  const [before = '', after = ''] = text.split(markPlace)
  const written = files.text(file)
  return written?.startsWith(before) && written.endsWith(after)
    ? written.slice(before.length, written.length - after.length)
    : undefined
}

/** Whether what is served is what is on disk, as far as the mark tells; undefined when no server answers. */
export const servesDisk = async (control: WebControl, world: World): Promise<boolean | undefined> => {
  const served = await servedMark(control, world)
  return served === undefined ? undefined : served === writtenMark(control, world)
}

const provenFile = ({ generation: { file } }: WebControl): string => file.replace(/\.conf$/, '.json')

/** How the server was controlled when it was last proven to serve what is on disk: its port may have changed since. */
export const provenControl = (control: WebControl, { host: { files } }: World): WebControl | undefined => {
  const text = files.text(provenFile(control))
  return text === undefined ? undefined : (JSON.parse(text) as WebControl)
}

/** Remembers what a reload has proven, or that there is nothing left to prove. */
export const rememberProven = (control: WebControl, proven: boolean, { host: { files } }: World): void => {
  const [path, text] = [provenFile(control), `${JSON.stringify(control)}\n`]
  if (!proven) files.remove(path)
  else if (files.text(path) !== text) files.write(path, text, { mode: 0o600 })
}

/** Whether the mark is answered in time, and then without exception until old processes have gone. */
export const isServed = async (control: WebControl, mark: string, world: World): Promise<boolean> => {
  const until = Date.now() + proofMilliseconds
  let since: number | undefined
  for (let pause = firstPollMilliseconds; Date.now() < until; pause = Math.min(pause * 2, longestPollMilliseconds)) {
    const served = (await servedMark(control, world)) === mark
    since = served ? (since ?? Date.now()) : undefined
    if (since !== undefined && Date.now() - since >= control.generation.settleMilliseconds) return true
    await delay(since === undefined ? pause : firstPollMilliseconds)
  }
  return false
}
