import { isDeepStrictEqual } from 'node:util'
import type { Json } from '../../../src/contexts/property.js'
import type { Fleet } from './fleet.js'
import { wrongOfVerified } from './neighbour.js'
import { type Picture, differences } from './picture.js'
import { quiet } from './tasks.js'
import { type Case, type Place, picture } from './trial.js'

export const isInstalled = (fleet: Fleet, name: string): boolean => fleet.read(name)?.recorded['installed'] === true

export const gone = async (fleet: Fleet, name: string): Promise<void> => {
  if (fleet.read(name) === undefined) return
  const [report] = await fleet.tasks().delete([name], { noBackup: true, forget: true }, quiet)
  if (report?.error !== undefined) throw report.error
}

interface Site {
  readonly uri: string
  readonly properties?: Readonly<Record<string, Json>>
}

/** What a site of the code base of the tests says once it is installed. */
export const installedAnswer = (uri: string): string => `${uri}: installed`

export const installedSite = async ({ fleet }: Place, { uri, properties }: Site): Promise<void> => {
  if (isInstalled(fleet, `@${uri}`)) return
  await fleet.saveSite(uri, properties)
  await fleet.run({ task: 'install', name: `@${uri}` })
}

/** Installs a site, each time from nothing. */
export const installation = ({ fleet }: Place, { uri, properties }: Site): Case => {
  const name = `@${uri}`
  return {
    words: { task: 'install', name },
    steps: 13,
    arrange: async () => {
      if (isInstalled(fleet, name)) await gone(fleet, name)
      await fleet.saveSite(uri, properties)
    },
    complaints: async () => [
      ...(isInstalled(fleet, name) ? [] : ['not recorded as installed']),
      ...(await wrongOfVerified(fleet, name, { [uri]: installedAnswer(uri) })),
    ],
  }
}

/** What a deletion leaves: the context and its names. */
const isOfContext = (difference: string): boolean => /\/(?:contexts|hosts)\//.test(difference)

const wrongRecord = (fleet: Fleet, name: string): readonly string[] =>
  isDeepStrictEqual(fleet.read(name)?.recorded, { verified: false }) ? [] : ['not recorded as deleted']

/** Deletes a context: then all but the context is as it was without it. */
export const deletion = (place: Place, name: string, steps: number, make: () => Promise<void>): Case => {
  let without: Picture | undefined
  return {
    words: { task: 'delete', name },
    steps,
    arrange: async () => {
      if (without === undefined) {
        await gone(place.fleet, name)
        without = await picture(place)
      }
      await make()
    },
    complaints: async () => [
      ...differences(without ?? {}, await picture(place)).filter((difference) => !isOfContext(difference)),
      ...wrongRecord(place.fleet, name),
    ],
  }
}

export const siteDeletion = (place: Place, site: Site): Case =>
  deletion(place, `@${site.uri}`, 7, () => installedSite(place, site))
