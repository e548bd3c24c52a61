import { ProvisionError } from '../errors.js'
import type { GcPlace, Orphan } from '../services/orphan.js'
import { damagedJournals, journalsExpiring, journalsGivenUp, journalsKeptFailed, journalsNotBegun } from './journals.js'
import { foldersOfContexts, leftovers } from './leftovers.js'
import { voidLocks } from './locks.js'
import { unownedSecrets, voidClaims } from './names.js'
import type { Scan } from './scan.js'

/** The home itself, except for the places of services. */
const home = (scan: Scan): GcPlace => ({
  name: scan.home,
  find: () => [
    ...unownedSecrets(scan),
    ...voidClaims(scan),
    ...damagedJournals(scan),
    ...journalsNotBegun(scan),
    ...journalsKeptFailed(scan),
    ...journalsGivenUp(scan),
    ...journalsExpiring(scan),
    ...voidLocks(scan),
  ],
  folders: () => foldersOfContexts(scan),
})

/** All places to look for orphans: the home, and the places of services and applications. */
export const placesOf = (scan: Scan): readonly GcPlace[] => [
  home(scan),
  ...scan.finders.flatMap((placesFor) => placesFor(scan)),
]

const isForbidden = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'EACCES'

const ifAllowed =
  <Value>(read: (path: string) => Value, fallback: Value) =>
  (path: string): Value => {
    try {
      return read(path)
    } catch (error) {
      if (isForbidden(error)) return fallback
      throw error
    }
  }

/** In places that others use too, ignores what may not be read, because it is not Provision's. */
const ignoringForbidden = (scan: Scan): Scan => ({
  ...scan,
  reader: { ...scan.reader, text: ifAllowed(scan.reader.text, undefined) },
  entries: ifAllowed(scan.entries, []),
})

/** The orphans that can be found without a connection. */
const localOrphans = ({ find, folders, isShared }: GcPlace, whole: Scan): readonly Orphan[] => {
  const scan = isShared ? ignoringForbidden(whole) : whole
  return [...(find?.(scan) ?? []), ...leftovers(folders?.(scan) ?? [], scan)]
}

export interface Found {
  readonly orphans: readonly Orphan[]
  readonly failures: readonly ProvisionError[]
}

const unreadable = ({ name }: GcPlace, cause: unknown): ProvisionError => {
  const { fix: first = 'remove the cause' } = cause instanceof ProvisionError ? cause : {}
  const fix = `${first}; then retry, because orphans there are not listed`
  return name.startsWith('@')
    ? new ProvisionError('PROVISION_DB_CONNECT_FAIL', `the databases of ${name} cannot be read`, {
        cause,
        fix,
        context: name,
      })
    : new ProvisionError('PROVISION_PROCESS_ERROR', `${name} cannot be read`, { cause, fix })
}

/** Looks for orphans in each place. A place that cannot be read is an error in the result. */
export const findIn = async (places: readonly GcPlace[], scan: Scan): Promise<Found> => {
  const orphans: Orphan[] = []
  const failures: ProvisionError[] = []
  for (const place of places)
    try {
      orphans.push(...localOrphans(place, scan), ...((await place.ask?.(scan)) ?? []))
    } catch (error) {
      failures.push(unreadable(place, error))
    }
  return { orphans, failures }
}

/** Finds orphans in all places without a connection. Skips places that cannot be read. */
export const findLocally = (places: readonly GcPlace[], scan: Scan): readonly Orphan[] =>
  places.flatMap((place) => {
    try {
      return localOrphans(place, scan)
    } catch {
      return []
    }
  })
