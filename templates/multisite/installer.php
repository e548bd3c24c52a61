<?php
/**
 * What the installations of Drupal and Backdrop have in common. It reads one JSON object from standard input:
 * {context, uuid, site, url, title, admin_user, admin_email, language, profile, proof: {tableEnding, key, …}, drush?}
 * and sets $provision, whose `result` is written to standard output: {login_link, admin_user}.
 *
 * The administrator's password is random, and nobody ever sees it: the login link lets the owner choose one.
 */

declare(strict_types=1);

// Older releases are deprecated by newer versions of PHP, and some make errors of that.
error_reporting(E_ALL & ~E_DEPRECATED & ~E_USER_DEPRECATED);

$provision = (object) ['input' => json_decode(stream_get_contents(STDIN), true), 'result' => null];

// Some versions end the process with code 0 and a web page when something is wrong. What is printed goes to standard error.
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
    $told = trim(preg_replace('/\s*\n\s*/', "\n", html_entity_decode(strip_tags($printed))));
    fwrite(STDERR, ($told === '' ? 'it ended before it was done' : $told) . "\n");
    exit(1);
});

function provision_fail(string $reason): void
{
    while (ob_get_level() > 1) {
        ob_end_clean();
    }
    ob_clean();
    echo $reason;
    exit(1);
}

function provision_failed(Throwable $error): void
{
    provision_fail($error->getMessage() . ' (' . basename($error->getFile()) . ":{$error->getLine()})");
}

/** The password of the first account, for forms. */
function provision_password(): string
{
    return bin2hex(random_bytes(24));
}

/** What is in the database before anything is done: nothing, this site, or something else, which is refused. */
function provision_is_installed(array $input): bool
{
    $place = (string) getenv('db_socket') === ''
        ? 'host=' . getenv('db_host') . ';port=' . getenv('db_port')
        : 'unix_socket=' . getenv('db_socket');
    $database = new PDO(
        "mysql:$place;dbname=" . getenv('db_name') . ';charset=utf8mb4',
        (string) getenv('db_user'),
        (string) getenv('db_passwd'),
        [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION]
    );
    $tables = $database->query('SHOW TABLES')->fetchAll(PDO::FETCH_COLUMN);
    if ($tables === []) {
        return false;
    }
    $proof = $input['proof'];
    if (in_array($proof['tableEnding'], $tables, true)) {
        $found = $database->prepare("SELECT {$proof['valueColumn']} FROM {$proof['tableEnding']} WHERE {$proof['keyColumn']} = ?");
        $found->execute([$proof['key']]);
        if ($found->fetchColumn() === serialize($input['uuid'])) {
            return true;
        }
    }
    provision_fail('the database ' . getenv('db_name') . ' has tables already, and none of them says that this site was installed');
}

$address = parse_url($provision->input['url']);
$_SERVER = [
    'HTTP_HOST' => $address['host'] . (isset($address['port']) ? ":{$address['port']}" : ''),
    'SERVER_NAME' => $address['host'],
    'SERVER_PORT' => (string) ($address['port'] ?? ($address['scheme'] === 'https' ? 443 : 80)),
    'SERVER_PROTOCOL' => 'HTTP/1.1',
    'REQUEST_METHOD' => 'GET',
    'REQUEST_URI' => '/',
    'QUERY_STRING' => '',
    'SCRIPT_NAME' => '/index.php',
    'SCRIPT_FILENAME' => getcwd() . '/index.php',
    'PHP_SELF' => '/index.php',
    'REMOTE_ADDR' => '127.0.0.1',
    'HTTP_USER_AGENT' => 'provision',
] + ($address['scheme'] === 'https' ? ['HTTPS' => 'on'] : []) + $_SERVER;
