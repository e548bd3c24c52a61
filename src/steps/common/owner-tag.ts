import { ProvisionError } from '../../errors.js'
import type { Files } from '../../hosts/host.js'

/** The file in a directory that holds the UUID of the context that the directory was made for. */
export const markFile = '.provision'

export const readMark = (files: Files, directory: string): string | undefined =>
  files.text(`${directory}/${markFile}`)?.trim()

/** Refuses a directory that was made for another context. */
export const refuseForeign = (directory: string, found: string | undefined, mark: string): void => {
  if (found === undefined || found === mark) return
  throw new ProvisionError('PROVISION_FOREIGN_OWNER', `${directory} was made for another context (${found})`, {
    fix: `move it away, or remove ${directory}/${markFile} when it is this context's after all`,
  })
}
