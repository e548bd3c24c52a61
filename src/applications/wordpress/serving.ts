import type { Serving } from '../application.js'

/**
 * Only what WordPress itself calls by URL runs. `xmlrpc.php` is left out: the REST API has taken over from it, and it
 * multiplies each attempt to guess a password. `wp-admin/install.php` stays for `install_method=manual`; all other
 * sites refuse it in `wp-config.php`, for who asks for it first would own the site.
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
