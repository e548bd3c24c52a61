<?php
// Tries to get at what belongs to another site, and prints what it got. Nothing that it makes stays. A pool runs it as PHP
// and with the database account of one site; the command line runs it as a login of that site's client. PROVISION_AUDIT,
// or standard input, has what there is to try for, as JSON: src/audit/target.ts. Without that it does nothing.

(static function (): void {
    $is_login = PHP_SAPI === 'cli';
    $target = json_decode($is_login ? stream_get_contents(STDIN) : $_SERVER['PROVISION_AUDIT'] ?? '', true);
    if (!is_array($target)) {
        return;
    }
    ['own' => $own, 'other' => $other] = $target;
    $mark = 'provision-audit-' . bin2hex(random_bytes(6));
    $made = $is_login ? null : @include "{$own['site_path']}/credentials.php";
    $credential = static fn(string $name): string => (string) ((is_array($made) ? $made : $own['given'] ?? [])[$name] ?? '');

    $notTried = static fn(string $why) => throw new RuntimeException($why);
    // What was got is a text. A limit that holds is no gain, and what all have in common is said as that.
    $limit = static fn(string $text): array => ['result' => 'nothing', 'detail' => $text];
    $shared = static fn(string $text): array => ['result' => 'shared', 'detail' => $text];
    // The first of some paths for which this succeeds.
    $first = static function (array $paths, callable $succeeds): ?string {
        foreach ($paths as $path) {
            if ($succeeds($path)) {
                return $path;
            }
        }
        return null;
    };
    $reads = static fn(string $path): bool => is_dir($path)
        ? @scandir($path) !== false
        : (string) @file_get_contents($path, false, null, 0, 1) !== '';
    $writes = static function (string $path) use ($mark): bool {
        if (!is_dir($path)) {
            return ($file = @fopen($path, 'r+')) !== false && fclose($file);
        }
        return ($file = @fopen("$path/$mark", 'x')) !== false && fclose($file) && unlink("$path/$mark");
    };

    // ---- processes

    $processesOf = static function (string $user): array {
        $uid = posix_getpwnam($user)['uid'] ?? null;
        $pids = array_filter(scandir('/proc'), ctype_digit(...));
        $ofUser = static fn(string $pid): bool => $uid !== null && $pid !== (string) getmypid() &&
            preg_match("/^Uid:\s+$uid\s/m", (string) @file_get_contents("/proc/$pid/status")) === 1;
        return array_values(array_filter($pids, $ofUser));
    };
    $ofProcesses = static function (callable $succeeds) use ($target, $processesOf, $first, $notTried): ?string {
        $pids = array_merge(...array_map($processesOf, array_values($target['users'])));
        // Where processes of others are invisible, not even the first one of the machine is there.
        if ($pids === [] && !file_exists('/proc/1')) {
            return null;
        }
        return $pids === [] ? $notTried('no process of theirs runs') : $first($pids, $succeeds);
    };
    $process = static fn(string $part): callable => static fn(string $pid): bool => $reads("/proc/$pid/$part");
    $memory = static fn(string $pid): bool => ($file = @fopen("/proc/$pid/mem", 'r+')) !== false && fclose($file);

    // A php-fpm that runs as the client has the cache of compiled code for pools of that client alone.
    $has_own_master = static fn(): bool => array_intersect($own['pools'], $other['pools']) === []
        && (@stat('/proc/' . posix_getppid())['uid'] ?? null) === posix_geteuid();

    // The limit of the kernel where nobody has set one.
    $half_of_all = static fn(): int => intdiv((int) @file_get_contents('/proc/sys/kernel/threads-max'), 2);

    // What root has written down of its pool: its client, and the version and the limits of PHP.
    $children = static function () use ($own): string {
        $words = $own['pool_file'] === null ? [] : explode(' ', (string) @file_get_contents($own['pool_file']));
        return isset($words[5]) ? "$words[5] at most" : '';
    };
    $disk = static function () use ($own, $other, $shared, $limit): array {
        [$device, $others] = array_map(static fn(string $path) => @stat($path)['dev'] ?? null, [$own['uploads'], $other['site_path']]);
        if ($device !== $others) {
            return $limit('a file system of its own');
        }
        $free = round(disk_free_space($own['uploads']) / 2 ** 30, 1);
        return $shared("one file system, {$free} GB free; " . ($own['quota_disk'] === null ? 'no quota_disk' : "quota_disk {$own['quota_disk']}"));
    };

    // ---- PHP

    $fastcgi = require __DIR__ . '/fastcgi.php';
    $answer = __DIR__ . '/answer.php';
    // What a pool answers whom it should not; null if it takes no connection.
    $asks = static function (string $address, string $how, array $given = []) use ($fastcgi, $answer): ?array {
        $parameters = ['SCRIPT_FILENAME' => $answer, 'REQUEST_METHOD' => 'GET', 'PROVISION_AUDIT_ASKS' => $how] + $given;
        try {
            return json_decode($fastcgi($address, $parameters, 5)[0], true) ?? [];
        } catch (RuntimeException) {
            return null;
        }
    };
    $runs = static function (array $pools) use ($asks): ?string {
        foreach ($pools as $address) {
            if (($answered = $asks($address, 'who')) !== null) {
                return isset($answered['user']) ? "$address runs a script as {$answered['user']}" : "$address takes connections";
            }
        }
        return null;
    };
    // Asked for twice, because what a pool that runs no script is given would stay in its process.
    $takes = static function (array $pools) use ($asks, $answer, $notTried): ?string {
        $wanted = ['memory_limit' => '-1', 'opcache.restrict_api' => '', 'auto_prepend_file' => $answer];
        $lines = static fn(array $settings): string =>
            implode("\n", array_map(static fn($name, $value) => "$name=$value", array_keys($settings), $settings));
        foreach ($pools as $address) {
            $before = $asks($address, 'who');
            if ($before === null || !isset($before['user'])) {
                continue;
            }
            if (!$before['can_end']) {
                $notTried('settings would stay there: its PHP has no posix_kill');
            }
            $given = ['PHP_VALUE' => $lines(array_slice($wanted, 2)), 'PHP_ADMIN_VALUE' => $lines(array_slice($wanted, 0, 2))];
            $after = $asks($address, 'with settings', $given)['settings'] ?? [];
            $taken = array_filter($wanted, static fn($value, $name) => ($after[$name] ?? null) === $value, ARRAY_FILTER_USE_BOTH);
            if ($taken !== []) {
                return implode(', ', array_keys($taken));
            }
        }
        return null;
    };
    $sets = static function (string $name, string $value): bool {
        $before = @ini_set($name, $value);
        if ($before === false) {
            return false;
        }
        ini_set($name, $before);
        return true;
    };

    $calls_machine = static function (): ?string {
        try {
            return class_exists('FFI') && FFI::cdef('int getpid(void);')->getpid() > 0 ? 'FFI' : null;
        } catch (Throwable) {
            return null;
        }
    };

    // ---- the web server

    $served = static function (string $path) use ($own, $mark, $notTried): bool {
        $link = "{$own['uploads']}/$mark.txt";
        if (!@symlink($path, $link)) {
            return false;
        }
        $asked = stream_context_create(['http' => [
            'header' => "Host: {$own['host']}", 'follow_location' => 0, 'timeout' => 2,
        ]]);
        $text = @file_get_contents("{$own['address']}/{$own['uploads_path']}/$mark.txt", false, $asked);
        unlink($link);
        // This script has one process of the pool; where there is no other one, a page of the application never comes.
        if (($http_response_header ?? []) === []) {
            $notTried('no answer, as from a pool with one process');
        }
        // Where the web server refuses, the application may have answered with a page.
        return $text !== false && preg_grep('~^content-type: text/plain~i', $http_response_header) !== [];
    };
    $linked = static fn(string $path): bool =>
        @link($path, "{$own['uploads']}/$mark") && unlink("{$own['uploads']}/$mark");
    $takesGroup = static function () use ($own, $mark): ?string {
        $program = "{$own['uploads']}/$mark";
        if (@file_put_contents($program, '#!/bin/sh') === false) {
            return null;
        }
        @chmod($program, 02755);
        clearstatcache();
        $takes = (fileperms($program) & 02000) !== 0 && filegroup($program) !== posix_getegid();
        unlink($program);
        return $takes ? 'a program with the group of the web server' : null;
    };

    // ---- the database

    $database = null;
    $connected = static function () use (&$database, $credential, $notTried): PDO {
        if ($database !== null) {
            return $database;
        }
        if (!class_exists('PDO') || !in_array('mysql', PDO::getAvailableDrivers(), true) || $credential('db_user') === '') {
            $notTried('no driver of the database, or no account');
        }
        $socket = $credential('db_socket');
        $place = $socket === '' ? "host={$credential('db_host')};port={$credential('db_port')}" : "unix_socket=$socket";
        return $database = new PDO("mysql:$place", $credential('db_user'), $credential('db_passwd'));
    };
    $column = static function (string $sql) use ($connected): array {
        $answer = $connected();
        try {
            return $answer->query($sql)->fetchAll(PDO::FETCH_COLUMN);
        } catch (PDOException) {
            return [];
        }
    };
    $succeeds = static function (string $sql, string $after = 'DO 0') use ($connected): bool {
        $answer = $connected();
        try {
            $answer->exec($sql);
            $answer->exec($after);
            return true;
        } catch (PDOException) {
            return false;
        }
    };
    $quoted = static fn(string $name): string => '`' . str_replace('`', '``', $name) . '`';
    // What a grant reaches whose `_` means any character.
    $alike = static fn(): string => str_contains($credential('db_name'), '_')
        ? preg_replace('/_/', 'x', $credential('db_name'), 1)
        : $notTried('there is no _ in the name of its database');
    $wide_grants = static fn(array $grants): array => preg_grep('/(?<!\\\\)[_%]/', array_map(
        static fn(string $grant): string => preg_match('/ ON `(.+)`\.[^ ]+ TO /', $grant, $found) === 1 ? $found[1] : '',
        $grants,
    ));
    $some = static fn(array $found): ?string => $found === [] ? null : implode(', ', array_slice($found, 0, 3));
    $database_of = $quoted((string) $other['db_name']);
    $foreign = static fn(array $names): array =>
        array_values(array_diff($names, [$credential('db_name'), 'information_schema']));

    // ---- all of it

    // Sites in one pool have the folder of sessions in common. That of a shared pool that is not its own tells nobody.
    $sharesPool = array_intersect($own['pools'], $other['pools']) !== [];
    $data = match (true) {
        $other['data'] !== [] => static fn(): array => $other['data'],
        $sharesPool => static fn(): array => [session_save_path() ?: sys_get_temp_dir()],
        default => static fn() => $notTried('it is in the shared pool, whose folder for them is not known here'),
    };
    $by_files = [
        ['read', 'settings', fn() => $first($other['settings'], $reads)],
        ['read', 'uploads by their path', fn() => $first($other['uploads'], $reads)],
        ['read', 'private files', fn() => $first($other['private'], $reads)],
        ['read', 'sessions, temporary files and logs of PHP', fn() => $first($data(), $reads)],
        ['read', 'folders of the home', fn() => $first($target['home'], $reads)],
        ['read', 'context, secrets and vhost, by their names', fn() => $first($other['kept'], $reads)],
        ['read', 'environment of processes', fn() => $ofProcesses($process('environ'))],
        ['read', 'open files of processes', fn() => $ofProcesses($process('fd'))],
        ['read', 'memory of processes', fn() => $ofProcesses($memory)],
        ['read', 'settings, by a served link', fn() => $first($other['settings'], $served)],
        ['read', 'private files, by a served link', fn() => $first($other['private_files'], $served)],
        ['read', 'files of the web server, by a served link', fn() => $first($target['web_files'], $served)],
        ['write', 'settings', fn() => $first($other['settings'], $writes)],
        ['write', 'folder of the site', fn() => $first([$other['site_path']], $writes)],
        ['write', 'code', fn() => $first($target['code'], $writes)],
        ['write', 'uploads', fn() => $first($other['uploads'], $writes)],
        ['write', 'private files', fn() => $first($other['private'], $writes)],
        ['write', 'sessions, temporary files and logs of PHP', fn() => $first($data(), $writes)],
        ['write', 'mode of settings', fn() => $first($other['settings'], fn($path) =>
            ($mode = @fileperms($path)) !== false && @chmod($path, $mode & 07777))],
        ['write', 'hard link to settings', fn() => $first($other['settings'], $linked)],
        ['write', 'program with the rights of the web server', $takesGroup],
        ['write', 'folders of the home', fn() => $first($target['home'], $writes)],
        ['write', 'context, secrets and vhost, by their names', fn() => $first($other['kept'], $writes)],
        ['write', 'what root keeps of clients and pools', fn() => $first($target['root'], $writes)],
        ['signal', 'processes', fn() => $ofProcesses(static fn(string $pid): bool => posix_kill((int) $pid, 0))],
        ['poison', 'pool of PHP, asked by hand', fn() => $runs($other['pools'])],
        ['poison', 'settings of its pool, by PHP_ADMIN_VALUE', fn() => $takes($other['pools'])],
        ['poison', 'pool of its own, asked by hand', fn() => $runs($own['pools'])],
        ['poison', 'limits of its own pool, by PHP_ADMIN_VALUE', fn() => $takes($own['pools'])],
    ];
    $by_php = [
        ['read', 'scripts in the cache of PHP', fn() => $some(array_values(array_filter(
            array_keys(function_exists('opcache_get_status') ? (@opcache_get_status(true) ?: [])['scripts'] ?? [] : []),
            static fn(string $path): bool => str_starts_with($path, "{$other['site_path']}/"),
        )))],
        ['signal', 'rights of root, by sudo', fn() => function_exists('exec') && @exec('sudo -n -l 2>/dev/null', $lines, $code) !== false
            && $code === 0 ? 'sudo' : null],
        ['poison', 'limits of its own pool, by ini_set', fn() => $some(array_keys(array_filter(
            ['memory_limit' => '-1', 'opcache.restrict_api' => ''],
            static fn(string $value, string $name): bool => $sets($name, $value),
            ARRAY_FILTER_USE_BOTH,
        )))],
        ['poison', 'memory that pools share', fn() => function_exists('apcu_enabled') && apcu_enabled() ? 'apcu' : null],
        ['poison', 'cache of compiled code, by its own memory', fn() =>
            !$has_own_master() && $memory((string) getmypid()) ? '/proc/self/mem' : null],
        ['poison', 'code of the machine in its process', fn() =>
            function_exists('dl') && ini_get('enable_dl') ? 'dl' : $calls_machine()],
        ['poison', 'cache of PHP', fn() => function_exists('opcache_get_status') && @opcache_get_status(false) !== false
            ? 'opcache_get_status' : null],
        ['exhaust', 'requests that PHP answers at once', fn() => $sharesPool ? 'the same pool' : $limit($children())],
        ['exhaust', 'processes', fn() => in_array($most = posix_getrlimit()['hard maxproc'], ['unlimited', $half_of_all()], true)
            ? 'no limit of its own' : $limit("$most at most")],
        ['exhaust', 'memory', fn() => in_array($most = ini_get('memory_limit'), ['-1', ''], true)
            ? 'no limit' : $limit("$most in a request")],
        ['exhaust', 'disk', $disk],
    ];
    $by_account = [
        ['read', 'databases', fn() => $some($foreign($column('SHOW DATABASES')))],
        ['read', 'tables', fn() => $some($column("SHOW TABLES FROM $database_of"))],
        ['read', 'accounts of the database server', fn() => $some($column('SELECT User FROM mysql.user'))],
        ['read', 'owners of databases', fn() => $some($column('SELECT name FROM provision.owners'))],
        ['read', 'files, through the database server', fn() => $some(array_filter(
            $column("SELECT LOAD_FILE('/etc/hostname')"),
        ))],
        ['read', 'connections of others', fn() => $some($column(
            'SELECT DISTINCT user FROM information_schema.processlist WHERE user <> SUBSTRING_INDEX(USER(), "@", 1)',
        ))],
        ['write', 'tables', fn() => $succeeds("CREATE TABLE $database_of.`$mark` (a INT)", "DROP TABLE $database_of.`$mark`")
            ? $other['db_name'] : null],
        ['write', 'database whose name is alike, x for _', fn() => $succeeds(
            "CREATE DATABASE {$quoted($alike())}",
            "DROP DATABASE {$quoted($alike())}",
        ) ? $alike() : null],
        ['write', 'databases that _ or % in a grant matches', fn() => $some($wide_grants($column('SHOW GRANTS')))],
        ['write', 'settings of the database server', fn() =>
            $succeeds('SET GLOBAL max_connections = @@max_connections') ? 'max_connections' : null],
        ['write', 'rights of others to databases', fn() =>
            $some(preg_grep('/WITH GRANT OPTION|ON \*\.\* .*(?:ALL|FILE|SUPER|PROCESS)/', $column('SHOW GRANTS')))],
        ['exhaust', 'connections of the database server', fn() =>
            ($most = (int) ($column('SELECT @@session.max_user_connections')[0] ?? 0)) === 0 ? 'no limit' : $limit("$most at most")],
    ];
    $all = $is_login ? ['login' => $by_files] : ['php' => [...$by_files, ...$by_php], 'database' => $by_account];

    $result = static function (string $as, array $try): array {
        [$kind, $what, $do] = $try;
        try {
            $got = $do();
            $came = is_array($got) ? $got : ($got === null ? ['result' => 'nothing'] : ['result' => 'got', 'detail' => $got]);
        } catch (Throwable $error) {
            $came = ['result' => 'not tried', 'detail' => $error->getMessage()];
        }
        return ['as' => $as, 'kind' => $kind, 'what' => $what] + array_filter($came, static fn(string $text): bool => $text !== '');
    };
    $tries = [];
    foreach ($all as $as => $of) {
        foreach ($of as $try) {
            $tries[] = $result($as, $try);
        }
    }
    echo json_encode(
        ['user' => posix_getpwuid(posix_geteuid())['name'] ?? '', 'tries' => $tries],
        JSON_INVALID_UTF8_SUBSTITUTE,
    );
})();
