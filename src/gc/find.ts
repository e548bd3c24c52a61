import { ProvisionError } from '../errors.js'
import type { GcPlace, Orphan } from '../services/orphan.js'
import { headlessJournals } from './journals.js'
import { homeFolders, leftovers } from './leftovers.js'
import { voidLocks } from './locks.js'
import { unownedSecrets, voidClaims } from './names.js'
import type { Scan } from './scan.js'

/** The home itself, as far as it is no service's. */
const home = (scan: Scan): GcPlace => ({
  name: scan.home,
  find: () => [...unownedSecrets(scan), ...voidClaims(scan), ...headlessJournals(scan), ...voidLocks(scan)],
  folders: () => homeFolders(scan),
})

/** Where something may have been left: in the home, and wherever services and applications make something. */
export const placesOf = (scan: Scan): readonly GcPlace[] => [
  home(scan),
  ...scan.finders.flatMap((placesFor) => placesFor(scan)),
]

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

/** In what others use too, what we may not read is none of ours. */
const ofOurs = (scan: Scan): Scan => ({
  ...scan,
  reader: { ...scan.reader, text: ifAllowed(scan.reader.text, undefined) },
  entries: ifAllowed(scan.entries, []),
})

/** What can be told at once. */
const nearOrphans = ({ find, folders, isShared }: GcPlace, whole: Scan): readonly Orphan[] => {
  const scan = isShared ? ofOurs(whole) : whole
  return [...(find?.(scan) ?? []), ...leftovers(folders?.(scan) ?? [], scan)]
}

export interface Found {
  readonly orphans: readonly Orphan[]
  readonly failures: readonly ProvisionError[]
}

const notSeen = ({ name }: GcPlace, cause: unknown): ProvisionError => {
  const fix = 'remove the cause, then retry: the list has none of the orphans there'
  return name.startsWith('@')
    ? new ProvisionError('PROVISION_DB_CONNECT_FAIL', `the databases of ${name} cannot be read`, {
        cause,
        fix,
        context: name,
      })
    : new ProvisionError('PROVISION_PROCESS_ERROR', `${name} cannot be read`, { cause, fix })
}

/** Looks at each place; one that cannot be read is named. */
export const findIn = async (places: readonly GcPlace[], scan: Scan): Promise<Found> => {
  const orphans: Orphan[] = []
  const failures: ProvisionError[] = []
  for (const place of places)
    try {
      orphans.push(...nearOrphans(place, scan), ...((await place.ask?.(scan)) ?? []))
    } catch (error) {
      failures.push(notSeen(place, error))
    }
  return { orphans, failures }
}

/** What can be told at once of all places; what cannot be read has nothing that is sure. */
export const findAtOnce = (places: readonly GcPlace[], scan: Scan): readonly Orphan[] =>
  places.flatMap((place) => {
    try {
      return nearOrphans(place, scan)
    } catch {
      return []
    }
  })
