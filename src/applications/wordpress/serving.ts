import type { Platform } from '../../contexts/types/platform.js'
import type { Serving } from '../application.js'

/**
 * Runs only the scripts that WordPress itself calls by URL. `wp-admin/install.php` is needed for
 * `install_method=manual`; all other sites refuse it in `wp-config.php`, because the first visitor could take over the
 * site.
 */
export const serving = ({ static_types, xmlrpc }: Platform): Serving => ({
  frontController: 'index.php',
  scripts: [
    'wp-login.php',
    'wp-cron.php',
    'wp-comments-post.php',
    'wp-trackback.php',
    'wp-signup.php',
    'wp-activate.php',
    'wp-links-opml.php',
    'wp-admin/*.php',
    'wp-admin/network/*.php',
    'wp-admin/user/*.php',
    'wp-includes/js/tinymce/wp-tinymce.php',
    ...(xmlrpc ? ['xmlrpc.php'] : []),
  ],
  denied: ['wp-admin/setup-config.php', 'readme.html', 'license.txt'],
  types: static_types,
  uploads: ['content/uploads'],
  shared: { 'content/plugins': 'wp-content/plugins' },
  decidesHeaders: true,
  hashSalt: true,
})
