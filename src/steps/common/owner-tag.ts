import { ProvisionError } from '../../errors.js'
import type { FileFound } from '../../hosts/files.js'
import { command } from '../../lib/shell-word.js'

/** The file in a directory with the UUID of the context that the directory was created for. */
export const ownerFile = '.provision'

export const ownerPath = (directory: string): string => `${directory}/${ownerFile}`

/** The UUID in an owner file. */
export const ownerIn = ({ text }: FileFound): string | undefined => text?.trim()

/** Refuses a directory that was created for another context. */
export const refuseForeign = (directory: string, found: string | undefined, owner: string): void => {
  if (found === undefined || found === owner) return
  throw new ProvisionError('PROVISION_FOREIGN_OWNER', `${directory} was created for another context (${found})`, {
    fix: command`move it away, or remove ${ownerPath(directory)} if it belongs to this context`,
  })
}
