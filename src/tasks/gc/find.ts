import { ProvisionError } from '../../errors.js'
import { asides, homeFolders, rootFolders, temporaries } from './leftovers.js'
import { rootsOf, unownedInRoot } from './directories.js'
import type { Found, Sight } from './found.js'
import { headlessJournals } from './journals.js'
import { voidLocks } from './locks.js'
import { unownedSecrets, voidClaims } from './names.js'
import { voidOrders } from './orders.js'
import { unownedWebFiles } from './web-files.js'

/** A place that is looked at: what is wrong with one hides nothing of the others. */
export interface Place<Findings = readonly Found[]> {
  readonly name: string
  readonly find: () => Findings
}

const home = (sight: Sight): Place => ({
  name: sight.home,
  find: () => {
    const folders = homeFolders(sight)
    return [
      ...unownedWebFiles(sight),
      ...asides(folders, sight),
      ...unownedSecrets(sight),
      ...voidClaims(sight),
      ...temporaries(folders, sight),
      ...headlessJournals(sight),
      ...voidLocks(sight),
      ...voidOrders(sight),
    ]
  },
})

const isForbidden = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'EACCES'

const ifAllowed =
  <Value>(read: (path: string) => Value, otherwise: Value) =>
  (path: string): Value => {
    try {
      return read(path)
    } catch (error) {
      if (isForbidden(error)) return otherwise
      throw error
    }
  }

/** In a code base there is much of others: what we may not read is none of ours. */
const ofOurs = (sight: Sight): Sight => ({
  ...sight,
  look: { ...sight.look, text: ifAllowed(sight.look.text, undefined) },
  entries: ifAllowed(sight.entries, []),
})

const codeBase = (root: string, whole: Sight): Place => ({
  name: root,
  find: () => {
    const sight = ofOurs(whole)
    const folders = rootFolders(root, sight)
    return [...unownedInRoot(root, sight), ...asides(folders, sight), ...temporaries(folders, sight)]
  },
})

/** The home, and the code base of each platform. */
export const placesOf = (sight: Sight): readonly Place[] => [
  home(sight),
  ...rootsOf(sight).map((root) => codeBase(root, sight)),
]

export interface Looked {
  readonly found: readonly Found[]
  readonly failures: readonly ProvisionError[]
}

const notLookedAt = (name: string, cause: unknown): ProvisionError => {
  const fix = 'remove the cause, then again: the list is without what nobody owns there'
  return name.startsWith('@')
    ? new ProvisionError('PROVISION_DB_CONNECT_FAIL', `the databases of ${name} could not be looked at`, {
        cause,
        fix,
        context: name,
      })
    : new ProvisionError('PROVISION_PROCESS_ERROR', `${name} could not be looked at`, { cause, fix })
}

/** Looks at each place; one that cannot be looked at is named. */
export const lookAt = async (
  places: readonly Place<readonly Found[] | Promise<readonly Found[]>>[],
): Promise<Looked> => {
  const found: Found[] = []
  const failures: ProvisionError[] = []
  for (const { name, find } of places)
    try {
      found.push(...(await find()))
    } catch (error) {
      failures.push(notLookedAt(name, error))
    }
  return { found, failures }
}

/** The same of places that can be looked at in a moment; what cannot be has nothing that is sure. */
export const readableOf = (places: readonly Place[]): readonly Found[] =>
  places.flatMap(({ find }) => {
    try {
      return find()
    } catch {
      return []
    }
  })
