import type { Release } from '../multisite-release.js'

const one: Release = {
  settings: 'backdrop/settings.php',
  script: 'backdrop/install.php',
  profiles: ['core/profiles', 'profiles'],
  code: ['modules', 'themes', 'layouts', 'libraries'],
  // The active configuration belongs to what is in the database: a site that is installed again gets another one.
  config: ({ db_name = '' }) => ({
    active: `private/config/active-${db_name}`,
    staging: 'private/config/staging',
  }),
  proof: { tableEnding: 'state', keyColumn: 'name', key: 'provision_site', valueColumn: 'value' },
}

/** What a major version needs; undefined for those that are not supported. */
export const release = (major: number): Release | undefined => (major === 1 ? one : undefined)
