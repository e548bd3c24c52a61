import { fillSecrets } from '../../contexts/secret.js'
import type { NewFile } from '../../hosts/host.js'
import { filled } from '../common/filled.js'
import type { World } from '../common/world.js'

/** A file as it should become: `text` with secret marks, or what is kept at `from`, or gone. */
export interface WebChange {
  readonly path: string
  readonly text?: string
  readonly from?: string
  readonly mode?: number
}

/** Of a file whose mode is not given. */
export const usualMode = 0o644

/** Makes a file as it should be, unless it is so already. */
export const put = (change: WebChange, world: World): void => {
  if (!isInPlace(change, world)) replace(change, world)
}

const replace = ({ path, text, from, mode = usualMode }: WebChange, world: World): void => {
  const { files } = world.host
  if (from !== undefined) return files.putBack(from, path)
  if (text === undefined) return files.remove(path)
  files.write(path, filled(path, text, world.vault), { mode })
}

/** The new texts among changes that are not in place yet. */
export const newFiles = (changes: readonly WebChange[], world: World): readonly NewFile[] =>
  changes.flatMap((change) => {
    const { path, text, mode = usualMode } = change
    if (text === undefined || isInPlace(change, world)) return []
    return [{ path, mode, text: () => filled(path, text, world.vault) }]
  })

const textOf = ({ text, from }: WebChange, { host: { files }, vault }: World): string | undefined => {
  if (from !== undefined) return files.text(from)
  return text === undefined ? undefined : fillSecrets(text, vault.read)
}

const modeOf = ({ from, mode = usualMode }: WebChange, { host: { files } }: World): number | undefined =>
  from === undefined ? mode : files.state(from)?.mode

export const isInPlace = (change: WebChange, world: World): boolean => {
  const { text, state } = world.host.files
  const present = text(change.path)
  if (present === undefined) return change.text === undefined && change.from === undefined
  return present === textOf(change, world) && state(change.path)?.mode === modeOf(change, world)
}
