import { setTimeout as delay } from 'node:timers/promises'
import type { FileChange } from '../../hosts/files.js'
import type { Host } from '../../hosts/host.js'
import type { WebControl } from './control.js'

/** How long a reload may take until the server uses the new configuration. */
const proofMilliseconds = 10_000
const firstPollMilliseconds = 4
const longestPollMilliseconds = 100

/** The mark that the running server answers with. Undefined if it does not answer. */
const servedMark = async ({ generation }: WebControl, { request }: Host): Promise<string | undefined> => {
  const { host, path, port, address } = generation
  try {
    const { status, body } = await request({ port, address, host, path, timeoutSeconds: 5 })
    return status === 200 ? body.trim() : undefined
  } catch {
    return undefined
  }
}

/** The placeholder for the mark in the text of its file. */
const placeholder = 'GENERATION'

export const generationText = ({ generation: { text } }: WebControl, mark: string): string =>
  text.replace(placeholder, mark)

const textAt = async (path: string, { files }: Host): Promise<string | undefined> =>
  (await files.read([{ path, text: true }]))[0]?.text

/** The mark on disk. */
const writtenMark = async ({ generation: { file, text } }: WebControl, host: Host): Promise<string | undefined> => {
  const [before = '', after = ''] = text.split(placeholder)
  const written = await textAt(file, host)
  return written?.startsWith(before) && written.endsWith(after)
    ? written.slice(before.length, written.length - after.length)
    : undefined
}

/** Whether the served mark equals the mark on disk. Undefined if no server answers. */
export const servesDisk = async (control: WebControl, host: Host): Promise<boolean | undefined> => {
  const served = await servedMark(control, host)
  return served === undefined ? undefined : served === (await writtenMark(control, host))
}

const provenFile = ({ generation: { file } }: WebControl): string => file.replace(/\.conf$/, '.json')

/** The control of the server at its last proven reload. Its port may have changed since. */
export const provenControl = async (control: WebControl, host: Host): Promise<WebControl | undefined> => {
  const text = await textAt(provenFile(control), host)
  return text === undefined ? undefined : (JSON.parse(text) as WebControl)
}

const onlyOwner = 0o600

/** Records the control of a proven reload, or removes the record if there is nothing to prove any more. */
export const rememberProven = async (control: WebControl, proven: boolean, host: Host): Promise<void> => {
  const [path, text] = [provenFile(control), `${JSON.stringify(control)}\n`]
  if (proven && (await textAt(path, host)) === text) return
  const change: FileChange = proven ? { do: 'write', path, mode: onlyOwner, text: () => text } : { do: 'remove', path }
  const [applied] = await host.files.apply([{ of: path, changes: [change] }])
  if (applied?.ok === false) throw applied.error
}

/** Whether the mark is included. It is not, once the first configuration of a server is undone. */
export const isProvable = async ({ generation: { includedBy } }: WebControl, host: Host): Promise<boolean> =>
  (await textAt(includedBy, host)) !== undefined

/** Whether the server answers with the mark in time, and then always, until old processes have ended. */
export const isServed = async (control: WebControl, mark: string, host: Host): Promise<boolean> => {
  const until = Date.now() + proofMilliseconds
  let since: number | undefined
  for (let pause = firstPollMilliseconds; Date.now() < until; pause = Math.min(pause * 2, longestPollMilliseconds)) {
    const served = (await servedMark(control, host)) === mark
    since = served ? (since ?? Date.now()) : undefined
    if (since !== undefined && Date.now() - since >= control.generation.settleMilliseconds) return true
    await delay(since === undefined ? pause : firstPollMilliseconds)
  }
  return false
}
