import { application as backdrop } from '../../../../src/applications/backdrop/index.js'
import { application as drupal } from '../../../../src/applications/drupal/index.js'
import { application as plain } from '../../../../src/applications/static/index.js'
import { application as wordpress } from '../../../../src/applications/wordpress/index.js'
import type { Platform } from '../../../../src/contexts/types/platform.js'
import { phpServing } from '../../../support/http.js'
import { type Row, common, file, refused, row, runs, status, uploads, withPhp } from './rows.js'

const front = runs('/index.php')

const serving = (application: { readonly serving: (platform: Platform) => Platform['serving'] }) =>
  application.serving({ static_types: [], xmlrpc: false } as unknown as Platform)

const ownHeaders = { 'x-frame-options': 'SAMEORIGIN', 'referrer-policy': 'strict-origin-when-cross-origin' }
const noHeaders = { 'x-frame-options': undefined, 'referrer-policy': undefined }

const php: readonly Row[] = [
  ...withPhp,
  ...uploads('/sites/a.test/files/types'),
  ...['/sites/a.test/files/', '/sites/a.test/files/d', '/sites/a.test/files/d/'].map((path) =>
    row(`GET ${path}`, front),
  ),
  row('GET /', { status: 200, headers: ownHeaders }),
  row('GET /other.php', runs('/other.php')),
  row('GET /other.php?x', runs('/other.php', { info: null, query: 'x' })),
  row('GET /other.php/x', front),
  row('GET /admin/', runs('/admin/index.php')),
  row('PUT /admin/x.php', runs('/admin/x.php')),
  row('GET /admin/none.php', front),
  row('GET /third.php', refused),
]

const wordPress: readonly Row[] = [
  ...withPhp.filter(({ ask }) => !ask.includes('/files')),
  ...uploads('/sites/a.test/content/uploads/types'),
  row('GET /', { status: 200, headers: noHeaders }),
  row('GET /style.css', { status: 200, headers: noHeaders }),
  row('GET /wp-login.php', runs('/wp-login.php')),
  row('GET /wp-admin/', runs('/wp-admin/index.php')),
  row('GET /wp-admin/x.php', runs('/wp-admin/x.php')),
  row('GET /wp-admin/setup-config.php', refused),
  row('GET /xmlrpc.php', refused),
  row('POST /xmlrpc.php', refused),
  row('GET /sites/a.test/content/uploads/d/', front),
  row('GET /sites/a.test/content/uploads/d/index.php', refused),
  row('GET /sites/a.test/content/plugins/own/', front),
  row('GET /sites/a.test/content/plugins/own/index.php', refused),
  row('GET /sites/a.test/content/plugins/own/style.css', file),
  row('GET /sites/a.test/content/plugins/own/readme.md', refused),
]

/** Scripts and files that Drupal and Backdrop have, and no visitor may ask for. */
const ofMultisites = [
  'update.php',
  'cron.php',
  'authorize.php',
  'core/install.php',
  'core/rebuild.php',
  'system.module',
  'system.install',
  'common.inc',
  'core/core.services.yml',
  'sites/a.test/settings.php',
  'sites/a.test/drushrc.php',
]

const multisites: readonly Row[] = [
  ...withPhp,
  ...uploads('/sites/a.test/files/types'),
  row('GET /', { status: 200, headers: ownHeaders }),
  ...ofMultisites.flatMap((path) => ['GET', 'POST'].map((method) => row(`${method} /${path}`, refused))),
  ...['/sites/a.test/files/', '/sites/a.test/files/d/', '/sites/a.test/files/styles/thumb/a.png'].map((path) =>
    row(`GET ${path}`, front),
  ),
  row('GET /sites/sites.php', front),
  row('GET /sites/a.test/private/letter.txt', refused),
  row('GET /sites/a.test/files/index.php', refused),
  row('GET /xmlrpc.php', refused),
  row('GET /other.php', refused),
  row('GET /admin/', front),
]

const drupalAlone: readonly Row[] = [
  row('GET /CHANGELOG.txt', refused),
  row('GET /vendor/phpunit/eval-stdin.php', refused),
  row('POST /core/modules/statistics/statistics.php', runs('/core/modules/statistics/statistics.php')),
]

const backdropAlone: readonly Row[] = [
  row('GET /files/config_5e3/active/system.core.json', refused),
  row('POST /core/modules/statistics/statistics.php', refused),
]

const plainFiles: readonly Row[] = [
  ...common(status(404), file).filter(({ ask }) => !ask.includes('zip')),
  ...uploads('/types'),
  ...uploads('/sites/a.test/files/types'),
  row('GET /', { status: 200, headers: ownHeaders }),
  row('GET /dump.zip', file),
  ...['POST', 'PUT', 'DELETE', 'OPTIONS'].map((method) => row(`${method} /`, status(405))),
  ...['POST', 'PUT', 'DELETE', 'OPTIONS'].map((method) => row(`${method} /none`, status(404))),
  row('GET /index.php', refused),
]

export interface Layout {
  readonly serving: Platform['serving']
  readonly rows: readonly Row[]
}

/** What each application says of its files, and what is asked of a site of it. */
export const layouts: Readonly<Record<string, Layout>> = {
  php: { serving: phpServing, rows: php },
  drupal: { serving: serving(drupal), rows: [...multisites, ...drupalAlone] },
  backdrop: { serving: serving(backdrop), rows: [...multisites, ...backdropAlone] },
  wordpress: { serving: serving(wordpress), rows: wordPress },
  static: { serving: serving(plain), rows: plainFiles },
}
