import { thisMachine } from '../hosts/reader.js'
import { generated } from '../contexts/credentials.js'
import type { Planning } from '../contexts/planning.js'
import type { AddedProperties, ValuesOf } from '../contexts/property.js'
import { recorded, text } from '../contexts/shapes.js'
import type { Site } from '../contexts/types/site.js'
import type { SecretStep } from '../steps/secret.js'

const siteProperties = {
  hash_salt: {
    ...recorded(text({ description: 'secret from which the application derives the keys of sessions and links' })),
    secret: true as const,
  },
} as const

declare module '../contexts/types/site.js' {
  interface SiteValues extends ValuesOf<typeof siteProperties> {}
}

/** For applications that sign cookies or links: one secret for each site, which stays as long as the site exists. */
export const hashSaltProperties: AddedProperties = { site: siteProperties }

const length = 64

export const hashSalt = (site: Site, planning: Planning): SecretStep => ({
  kind: 'secret',
  host: thisMachine,
  stage: 'secret',
  context: site.name,
  ...generated(site, `hash salt of ${site.uri}`, planning),
  owner: site.name,
  property: 'hash_salt',
  length,
  // With another one, what the application has signed or encrypted is worth nothing.
  holds: { what: `the hash salt of ${site.uri} in the secrets of the home` },
})
