import { ProvisionError } from '../../errors.js'
import { isUuid } from '../../contexts/record.js'
import type { Step } from './step.js'
import type { FileFound } from '../../hosts/files.js'
import { command } from '../../lib/shell-word.js'

/** The file in a directory with the UUID of the context that the directory was created for. */
export const ownerFile = '.provision'

export const ownerPath = (directory: string): string => `${directory}/${ownerFile}`

/** Stands for the owner in a file that names none. Its text may be anything, also a secret that a link leads to. */
const unreadable = 'unreadable'

/** The UUID in an owner file. */
export const ownerIn = ({ state, text }: FileFound): string | undefined => {
  const owner = text?.trim()
  if (owner === undefined) return undefined
  return state?.kind === 'file' && isUuid(owner) ? owner : unreadable
}

/** Refuses what is there and was not made by Provision, unless it is to be taken over. */
export const refuseUnadopted = (path: string, { context, adopt = false }: Pick<Step, 'context' | 'adopt'>): void => {
  if (adopt) return
  throw new ProvisionError('PROVISION_FOREIGN_OWNER', `${path} is there, and Provision has not made it`, {
    fix: `move it away; or, if ${context} is to have it, and a later delete may remove it: provision-verify ${context} --adopt`,
    context,
  })
}

/** Refuses a file that was written for another context. */
export const refuseForeignFile = (path: string, found: string | undefined, owner: string): void => {
  if (found === undefined || found === owner) return
  throw new ProvisionError('PROVISION_FOREIGN_OWNER', `${path} was written for another context (${found})`, {
    fix: 'move it away',
  })
}

/** Refuses a directory that was created for another context. */
export const refuseForeign = (directory: string, found: string | undefined, owner: string): void => {
  if (found === undefined || found === owner) return
  const message =
    found === unreadable
      ? `${ownerPath(directory)} does not say whose the directory is`
      : `${directory} was created for another context (${found})`
  throw new ProvisionError('PROVISION_FOREIGN_OWNER', message, {
    fix: command`move it away, or remove ${ownerPath(directory)} if it belongs to this context`,
  })
}
