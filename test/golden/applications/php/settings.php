<?php
// provision: @example.com 33333333-3333-4333-8333-333333333333
// Generated: changes are lost. What the site adds or changes, it returns as an array from local.settings.php beside
// this file.
// Used with: $settings = require $_SERVER['PROVISION_SITE_PATH'] . '/settings.php';

if (!defined('PROVISION_SETTINGS')) {
    // Its group may change what PHP writes, or who keeps the site could not remove it.
    umask(umask() & ~0070);
    define('PROVISION_SETTINGS', (static function (): array {
        // Credentials and salt come from the web server. From here on no dump of variables has them: they are in these
        // settings, and php-fpm still tells them to those who ask getenv() for them.
        $given = [];
        $take = static function (string $name) use ($given): string {
            $value = $given[$name] ?? $_SERVER[$name] ?? getenv($name);
            unset($_SERVER[$name], $_SERVER["REDIRECT_$name"], $_ENV[$name], $_ENV["REDIRECT_$name"]);
            putenv($name);

            return is_string($value) ? $value : '';
        };
        $salt = $take('hash_salt');
        $database = [
            'type' => $take('db_type'),
            'name' => $take('db_name'),
            'user' => $take('db_user'),
            'password' => $take('db_passwd'),
            'host' => $take('db_host'),
            'port' => (int) $take('db_port'),
            'socket' => $take('db_socket'),
        ];
        $place = $database['socket'] === ''
            ? "host={$database['host']};port={$database['port']}"
            : "unix_socket={$database['socket']}";
        $database['dsn'] = "{$database['type']}:$place;dbname={$database['name']};charset=utf8mb4";

        $settings = [
            'site' => 'example.com',
            'url' => 'http://example.com:8080',
            'database' => $database['name'] === '' ? null : $database,
            'paths' => [
                'site' => __DIR__,
                'files' => __DIR__ . '/files',
                'private' => __DIR__ . '/private',
            ],
            'hash_salt' => $salt === '' ? null : $salt,
        ];
        $local = __DIR__ . '/local.settings.php';

        return is_readable($local) ? array_replace_recursive($settings, require $local) : $settings;
    })());
}

return PROVISION_SETTINGS;
