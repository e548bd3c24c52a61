<?php
// provision: @example.com 33333333-3333-4333-8333-333333333333
// Generated: changes are lost. Settings of the site's own go to local.settings.php beside this file, and win.

// Credentials and salt come from the web server. From here on no dump of variables has them:
// they are in these settings, and php-fpm still tells them to those who ask getenv() for them. On the command line they
// stay, for programs that start others.
if (!defined('PROVISION_CREDENTIALS')) {
    // Its group may change what PHP writes, or who keeps the site could not remove it.
    umask(umask() & ~0070);
    define('PROVISION_CREDENTIALS', (static function (array $given): array {
        $taken = [];
        foreach (['db_type', 'db_name', 'db_user', 'db_passwd', 'db_host', 'db_port', 'db_socket', 'hash_salt'] as $name) {
            $value = $given[$name] ?? $_SERVER[$name] ?? getenv($name);
            $taken[$name] = is_string($value) ? $value : '';
            if (PHP_SAPI !== 'cli') {
                unset($_SERVER[$name], $_SERVER["REDIRECT_$name"], $_ENV[$name], $_ENV["REDIRECT_$name"]);
                putenv($name);
            }
        }

        return $taken;
    })([]));
}
$databases['default']['default'] = [
    'driver' => 'mysql',
    'database' => PROVISION_CREDENTIALS['db_name'],
    'username' => PROVISION_CREDENTIALS['db_user'],
    'password' => PROVISION_CREDENTIALS['db_passwd'],
    'host' => PROVISION_CREDENTIALS['db_host'],
    'port' => PROVISION_CREDENTIALS['db_port'],
    'prefix' => '',
    'charset' => 'utf8mb4',
    'collation' => 'utf8mb4_general_ci',
] + (PROVISION_CREDENTIALS['db_socket'] === '' ? [] : ['unix_socket' => PROVISION_CREDENTIALS['db_socket']]);
$databases['default']['default']['init_commands'] = [
    'isolation_level' => 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
];
// From 9.4 on the driver is in a module.
if (is_dir("$app_root/core/modules/mysql/src/Driver")) {
    $databases['default']['default'] += [
        'namespace' => 'Drupal\\mysql\\Driver\\Database\\mysql',
        'autoload' => 'core/modules/mysql/src/Driver/Database/mysql/',
    ];
}
$settings['hash_salt'] = PROVISION_CREDENTIALS['hash_salt'];
$settings['update_free_access'] = FALSE;

$settings['file_public_path'] = 'sites/example.com/files';
$settings['file_private_path'] = __DIR__ . '/private/files';
$settings['file_temp_path'] = __DIR__ . '/private/temp';
$settings['config_sync_directory'] = __DIR__ . '/private/config/sync';
if (version_compare(\Drupal::VERSION, '8.8.0', '<')) {
    $config_directories['sync'] = __DIR__ . '/private/config/sync';
}
$settings['container_yamls'][] = __DIR__ . '/services.yml';
$settings['file_scan_ignore_directories'] = ['node_modules', 'bower_components'];
// Code is changed by who keeps the platform, and permissions by Provision.
$settings['allow_authorize_operations'] = FALSE;
$settings['skip_permissions_hardening'] = TRUE;
$settings['trusted_host_patterns'] = [
    '^example\\.com(?::\\d+)?$',
    '^www\\.example\\.com(?::\\d+)?$',
    '^(?:[^.]+\\.)+example\\.org(?::\\d+)?$',
    '^example\\.net(?::\\d+)?$',
];
// The web server has told who the visitor is, and by which scheme: no header of a proxy is to be believed once more.
$settings['reverse_proxy'] = FALSE;

// Settings of the server, of the platform and of the site, by hand. The last one wins.
foreach ([
    '/var/aegir/config/includes/global.inc',
    dirname(__DIR__) . '/all/platform.settings.php',
    __DIR__ . '/local.settings.php',
] as $provision_file) {
    if (is_readable($provision_file)) {
        include $provision_file;
    }
}
unset($provision_file);
