import { describe } from '@jest/globals'

interface Code {
  readonly name: string
  /** Where the document root is in the folder. */
  readonly root: string
  /** What proves the installation; without it the site is lost. */
  readonly table: string
  /** Folders with code of a site. */
  readonly code: readonly string[]
  /** Its Drush, and whether it can be installed without: not Drupal 9.2 on PHP 8.2. */
  readonly drush?: { readonly path: string; readonly isNeeded: boolean }
}

const drush = { path: 'vendor/drush', isNeeded: false }
const code = ['modules', 'themes', 'libraries']

/** Code bases to fetch, each in a folder that a variable names: none of them belongs in a repository. */
const codes: Readonly<Record<string, Code>> = {
  PROVISION_TEST_DRUPAL7: { name: 'Drupal 7', root: '.', table: 'variable', code },
  PROVISION_TEST_DRUPAL9: {
    name: 'Drupal 9',
    root: 'docroot',
    table: 'key_value',
    code,
    drush: { ...drush, isNeeded: true },
  },
  PROVISION_TEST_DRUPAL10: { name: 'Drupal 10', root: 'web', table: 'key_value', code, drush },
  PROVISION_TEST_BACKDROP: { name: 'Backdrop', root: '.', table: 'state', code: [...code, 'layouts'] },
}

/** Each code base with its folder, as tests are described by it: `describeIt(title, …)`. */
export const multisiteCodes = Object.entries(codes).map(([variable, known]) => {
  const source = process.env[variable]
  return {
    ...known,
    source: source ?? '',
    describeIt: source === undefined ? describe.skip : describe,
    title: `${known.name}${source === undefined ? ` (skipped: ${variable} is not set; docs/drupal.md says what it names)` : ''}`,
  }
})
