import { fillSecrets } from '../../contexts/secret.js'
import type { Vault } from '../../contexts/vault.js'
import type { FileChange, FileFound } from '../../hosts/files.js'
import type { Host } from '../../hosts/host.js'
import { fillText } from '../common/fill.js'
import type { WebChange } from './control.js'

/** The mode of a file without a given mode. */
export const defaultMode = 0o644

interface Wanted {
  readonly text: string | undefined
  readonly mode: number | undefined
}

const wantedOf = ({ text, from, mode = defaultMode }: WebChange, kept: FileFound | undefined, vault: Vault): Wanted => {
  if (from !== undefined) return { text: kept?.text, mode: kept?.state?.mode }
  return { text: text === undefined ? undefined : fillSecrets(text, vault.read), mode }
}

const isInPlace = (change: WebChange, present: FileFound, wanted: Wanted): boolean => {
  if (present.text === undefined) return change.text === undefined && change.from === undefined
  return present.text === wanted.text && present.state?.mode === wanted.mode
}

/** The changes that are not made yet. */
export const openChanges = async (
  changes: readonly WebChange[],
  { files }: Host,
  vault: Vault,
): Promise<readonly WebChange[]> => {
  const present = await files.read(changes.map(({ path }) => ({ path, text: true })))
  const backups = [...new Set(changes.flatMap(({ from }) => from ?? []))]
  const found = await files.read(backups.map((path) => ({ path, text: true })))
  const kept = new Map(backups.map((path, index) => [path, found[index]]))
  return changes.filter(
    (change, index) => !isInPlace(change, present[index] ?? {}, wantedOf(change, kept.get(change.from ?? ''), vault)),
  )
}

/** A change in the form that a host takes. */
export const fileChange = ({ path, text, from, mode = defaultMode }: WebChange, vault: Vault): FileChange => {
  if (from !== undefined) return { do: 'restore', path, from }
  if (text === undefined) return { do: 'remove', path }
  return { do: 'write', path, mode, text: () => fillText(path, text, vault) }
}
