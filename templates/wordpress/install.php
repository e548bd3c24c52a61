<?php
/**
 * Installs WordPress for one site, without a browser. Runs in the root of the code base, with the environment of the
 * site; reads one JSON object from standard input and writes one to standard output:
 * {context, uuid, url, title, admin_user, admin_email, language, sample_content}
 * → {login_link, admin_user, warning?}.
 *
 * The administrator's password is random, and nobody ever sees it: the login link lets the owner choose one.
 * The uuid in the option provision_site says that an installation is complete, and whose it is.
 */

declare(strict_types=1);

$provision = (object) ['input' => json_decode(stream_get_contents(STDIN), true), 'result' => null];

// WordPress ends the process with code 0 and a web page when something is wrong. What it prints goes to standard error.
ob_start();
register_shutdown_function(static function () use ($provision): void {
    $printed = '';
    while (ob_get_level() > 0) {
        $printed = ob_get_clean() . $printed;
    }
    if ($provision->result !== null) {
        echo json_encode($provision->result, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE), "\n";

        return;
    }
    $printed = preg_replace('~<(style|script|title)\b.*?</\1>~s', '', $printed);
    fwrite(STDERR, trim(preg_replace('/\s*\n\s*/', "\n", html_entity_decode(strip_tags($printed)))) . "\n");
    exit(1);
});

/** What the database refused first; that a table is not there yet is no refusal. */
function provision_refusal(): string
{
    foreach ($GLOBALS['EZSQL_ERROR'] ?? [] as ['error_str' => $error]) {
        if (strpos($error, "doesn't exist") === false) {
            return " ($error)";
        }
    }

    return '';
}

function provision_fail(string $reason): void
{
    ob_clean();
    echo $reason, provision_refusal();
    exit(1);
}

/** There is no mail while installing: nobody has asked for one, and the password in it would be of no use. */
function wp_mail(): bool
{
    return true;
}

$address = parse_url($provision->input['url']);
$_SERVER = [
    'HTTP_HOST' => $address['host'] . (isset($address['port']) ? ":{$address['port']}" : ''),
    'SERVER_NAME' => $address['host'],
    'SERVER_PORT' => (string) ($address['port'] ?? ($address['scheme'] === 'https' ? 443 : 80)),
    'SERVER_PROTOCOL' => 'HTTP/1.1',
    'REQUEST_METHOD' => 'GET',
    'REQUEST_URI' => '/',
    'REMOTE_ADDR' => '127.0.0.1',
] + ($address['scheme'] === 'https' ? ['HTTPS' => 'on'] : []) + $_SERVER;

// WordPress logs each failed statement in full; the first one is told when the installation fails.
ini_set('error_log', '/dev/null');
define('WP_INSTALLING', true);
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('DISABLE_WP_CRON', true);
require getcwd() . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

// WordPress's own page of an error asks the database again and again, even when it is about a database that has gone.
add_filter('wp_die_handler', static function (): callable {
    return static function ($message): void {
        provision_fail(is_wp_error($message) ? $message->get_error_message() : (string) $message);
    };
});

/** The site that this database was installed for; the empty string when it has no WordPress. */
function provision_owner(): string
{
    global $wpdb;
    $wpdb->suppress_errors();
    $owner = $wpdb->get_var("SELECT option_value FROM $wpdb->options WHERE option_name = 'provision_site'");
    $wpdb->suppress_errors(false);

    return (string) $owner;
}

/** The name of the language's files, such as de_DE; the empty string for American English, null when there are none. */
function provision_language(string $wanted): ?string
{
    $wanted = str_replace('-', '_', strtolower($wanted));
    if (in_array($wanted, ['en', 'en_us'], true)) {
        return '';
    }
    $known = get_available_languages();
    $beginning = preg_grep('/^' . preg_quote($wanted, '/') . '(_|$)/i', $known);
    foreach ([$wanted, "{$wanted}_{$wanted}"] as $best) {
        foreach ($beginning as $language) {
            if (strtolower($language) === $best) {
                return $language;
            }
        }
    }
    sort($beginning);

    return $beginning[0] ?? null;
}

function provision_speak(string $language): void
{
    if ($language !== '') {
        load_default_textdomain($language);
        $GLOBALS['wp_locale'] = new WP_Locale();
    }
}

function provision_remove_sample_content(): void
{
    foreach (get_posts(['post_type' => ['post', 'page'], 'post_status' => 'any', 'numberposts' => -1]) as $post) {
        wp_delete_post($post->ID, true);
    }
}

function provision_install(array $input, string $language): void
{
    // WordPress would try by HTTP whether its own site has pretty addresses; it has, but does not answer yet.
    add_filter('pre_http_request', static function (): WP_Error {
        return new WP_Error('not_now', 'no requests while installing');
    });
    provision_speak($language);
    $password = bin2hex(random_bytes(24));
    wp_install($input['title'], $input['admin_user'], $input['admin_email'], true, '', $password, $language);
    if (!$input['sample_content']) {
        provision_remove_sample_content();
    }
    $GLOBALS['wp_rewrite']->init();
    $GLOBALS['wp_rewrite']->set_permalink_structure('/%postname%/');
    $GLOBALS['wp_rewrite']->flush_rules(false);
}

/** WordPress goes on when the database refuses a statement, so what must be there is looked for. */
function provision_check(string $admin): void
{
    global $wpdb;
    $missing = array_diff($wpdb->tables('all'), $wpdb->get_col('SHOW TABLES'));
    if ($missing !== []) {
        provision_fail('the database has no table ' . implode(', ', $missing));
    }
    if (!user_can((int) username_exists($admin), 'manage_options')) {
        provision_fail("there is no administrator $admin");
    }
    if (get_option('permalink_structure') === '') {
        provision_fail('the settings were not kept');
    }
}

function provision_login_link(string $admin): string
{
    $key = get_password_reset_key(get_user_by('login', $admin));
    if (is_wp_error($key)) {
        provision_fail($key->get_error_message());
    }

    return site_url('wp-login.php?' . http_build_query(['action' => 'rp', 'key' => $key, 'login' => $admin]));
}

[$input, $owner] = [$provision->input, provision_owner()];
if ($owner !== $input['uuid'] && $wpdb->get_col('SHOW TABLES') !== []) {
    provision_fail('the database ' . DB_NAME . ' has tables already, and none of them says that this site was installed');
}
$language = provision_language($input['language']);
if ($owner === '') {
    provision_install($input, (string) $language);
    provision_check($input['admin_user']);
    update_option('provision_site', $input['uuid'], false);
}
if (provision_owner() !== $input['uuid']) {
    provision_fail('the settings were not kept');
}
$result = ['login_link' => provision_login_link($input['admin_user']), 'admin_user' => $input['admin_user']];
if ($owner === '' && $language === null) {
    $result['warning'] = "there are no files of the language {$input['language']} in " . WP_LANG_DIR . ': installed in English';
}
$provision->result = $result;
