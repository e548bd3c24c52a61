import type { Json } from '../../../src/contexts/property.js'
import type { Fleet } from './fleet.js'
import { wrongOfVerified } from './neighbour.js'
import { type Picture, differences } from './picture.js'
import { type Case, type Place, picture } from './trial.js'

export const isInstalled = (fleet: Fleet, name: string): boolean => fleet.read(name)?.recorded['installed'] === true

export const gone = async (fleet: Fleet, name: string): Promise<void> => {
  if (fleet.read(name) !== undefined) await fleet.run({ task: 'delete', name })
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

/** Deletes a context: then all is as it was without it. */
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
    complaints: async () => differences(without ?? {}, await picture(place)),
  }
}

export const siteDeletion = (place: Place, site: Site): Case =>
  deletion(place, `@${site.uri}`, 7, () => installedSite(place, site))
