import { fillSecrets } from '../contexts/secret.js'
import { ProvisionError } from '../errors.js'
import type { World } from './world.js'

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
  const filled = fillSecrets(text, world.vault.read)
  if (filled === undefined)
    throw new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${path}: a secret that it needs is not known`)
  files.write(path, filled, { mode })
}

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
