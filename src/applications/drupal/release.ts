import type { Release } from '../multisite-release.js'

const code = ['modules', 'themes', 'libraries']
const proof = { keyColumn: 'name', key: 'provision_site', valueColumn: 'value' }

const seven: Release = {
  settings: 'drupal/settings-7.php',
  script: 'drupal/install-7.php',
  profiles: ['profiles'],
  code,
  config: () => ({}),
  proof: { tableEnding: 'variable', ...proof },
}

/** From 8 on. */
const modern: Release = {
  settings: 'drupal/settings.php',
  script: 'drupal/install.php',
  profiles: ['core/profiles', 'profiles', 'profiles/contrib', 'profiles/custom'],
  code,
  config: () => ({ sync: 'private/config/sync' }),
  proof: { tableEnding: 'key_value', ...proof },
}

/** What a major version needs; undefined for those that are not supported. */
export const release = (major: number): Release | undefined => {
  if (major === 7) return seven
  return major >= 8 && major <= 11 ? modern : undefined
}
