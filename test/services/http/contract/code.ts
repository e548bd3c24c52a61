import { documentTypes, pageTypes } from '../../../../src/services/http/file-types.js'

/** Answers with all that PHP received. */
const echo = `<?php header('Content-Type: application/json'); $body = file_get_contents('php://input');
$names = array_keys($_SERVER); sort($names);
echo json_encode(['script' => $_SERVER['SCRIPT_NAME'], 'file' => basename($_SERVER['SCRIPT_FILENAME']),
  'info' => $_SERVER['PATH_INFO'] ?? null, 'uri' => $_SERVER['REQUEST_URI'] ?? null, 'query' => $_SERVER['QUERY_STRING'] ?? null,
  'method' => $_SERVER['REQUEST_METHOD'], 'length' => strlen($body), 'digest' => md5($body),
  'authorization' => $_SERVER['HTTP_AUTHORIZATION'] ?? null, 'user' => $_SERVER['PHP_AUTH_USER'] ?? null,
  'cookies' => strlen($_SERVER['HTTP_COOKIE'] ?? ''), 'proxy' => ($_SERVER['HTTP_PROXY'] ?? '') ?: null,
  'name' => $_SERVER['SERVER_NAME'], 'site' => $_SERVER['PROVISION_SITE'], 'type' => $_SERVER['CONTENT_TYPE'] ?? null,
  'names' => array_values(preg_grep('/^HTTP_X/', $names)), 'variables' => array_values(array_diff($names, ['HTTP_PROXY']))]);`

/** The text of each file. */
export const served = 'abcdefghijklmnopqrstuvwxyz'.repeat(100)

const filled = (names: readonly string[], text: string): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, text]))

const ofEachType = (folder: string): readonly string[] =>
  Object.keys({ ...pageTypes, ...documentTypes }).map((end) => `${folder}/f.${end}`)

/** A code base with all that is asked for, for each application. */
export const code: Readonly<Record<string, string>> = {
  ...filled(
    [
      'index.php',
      'other.php',
      'third.php',
      'xmlrpc.php',
      'update.php',
      'cron.php',
      'authorize.php',
      'core/install.php',
      'core/rebuild.php',
      'core/modules/statistics/statistics.php',
      'wp-login.php',
      'wp-admin/index.php',
      'wp-admin/x.php',
      'wp-admin/setup-config.php',
      'admin/index.php',
      'admin/x.php',
      'plugin/index.php',
      'vendor/phpunit/eval-stdin.php',
      'sites/a.test/files/index.php',
      'sites/a.test/files/d/index.php',
      'sites/sites.php',
      'sites/a.test/settings.php',
      'sites/a.test/drushrc.php',
      'sites/a.test/content/uploads/d/index.php',
      'sites/a.test/content/plugins/own/index.php',
    ],
    echo,
  ),
  ...filled(
    [
      'style.css',
      'STYLE2.CSS',
      'page/index.html',
      'index.html',
      'page.css/index.html',
      '.well-known/page/index.html',
      'settings.php-old.txt',
      'settings.php_.txt',
      'auth.json',
      'build/app.3f2a9c1b.js',
      'build/app-0123456789abcdef0123.css',
      'build/report.20251231.css',
      'build/facade.deadbeef.js',
      'build/1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed.jpg',
      '.well-known/security.txt',
      'dump.SQL',
      'x.old',
      'x.BAK',
      'index.php.txt',
      'settings.php.new',
      'app.LOG',
      'system.module',
      'system.install',
      'common.inc',
      'core/core.services.yml',
      'CHANGELOG.txt',
      'files/config_5e3/active/system.core.json',
      '.env',
      '.git/config',
      '...',
      'other.phtml',
      'OTHER.PHP',
      'composer.json',
      'dump.zip',
      'sites/a.test/private/letter.txt',
      'sites/other.test/files/photo.jpg',
      'sites/a.test/content/plugins/own/style.css',
      'sites/a.test/content/plugins/own/readme.md',
      ...ofEachType('types'),
      ...ofEachType('sites/a.test/files/types'),
      ...ofEachType('sites/a.test/content/uploads/types'),
    ],
    served,
  ),
}
