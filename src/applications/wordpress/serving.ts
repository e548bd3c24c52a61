import type { Serving } from '../application.js'

/**
 * Runs only the scripts that WordPress itself calls by URL. `xmlrpc.php` is excluded: the REST API replaces it, and it
 * makes guessing passwords faster. `wp-admin/install.php` is needed for `install_method=manual`; all other sites refuse
 * it in `wp-config.php`, because the first visitor could take over the site.
 */
export const serving: Serving = {
  frontController: 'index.php',
  scripts: [
    'index\\.php',
    'wp-(?:login|cron|comments-post|trackback|signup|activate|links-opml)\\.php',
    'wp-admin/(?!setup-config\\.php)(?:(?:network|user)/)?[a-z0-9-]+\\.php',
    'wp-includes/js/tinymce/wp-tinymce\\.php',
  ],
  denied: [
    'wp-config(?:-sample)?\\.php',
    'wp-admin/(?:setup-config\\.php|(?:includes|maint)/.*)',
    'readme\\.html',
    'license\\.txt',
    'sites/[^/]+/wp-config\\.php',
    '.*\\.(?:log|ini|sh|mo|po)',
  ],
  uploads: ['content/uploads'],
  hashSalt: true,
}
