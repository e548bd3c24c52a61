<?php
// Run as PHP of one site: tries to get at what belongs to another one, and prints what it got. Nothing that it makes stays.
// PROVISION_AUDIT has what there is to try for, as JSON: src/audit/target.ts.

(static function (): void {
    $target = json_decode($_SERVER['PROVISION_AUDIT'] ?? (string) getenv('PROVISION_AUDIT'), true);
    ['own' => $own, 'other' => $other] = $target;
    $mark = 'provision-audit-' . bin2hex(random_bytes(6));
    $given = @include "{$own['site_path']}/credentials.php";
    $credential = static fn(string $name): string =>
        (string) (is_array($given) ? $given[$name] ?? '' : $_SERVER[$name] ?? getenv($name));

    $notTried = static fn(string $why) => throw new RuntimeException($why);
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
        return $pids === [] ? $notTried('no process of theirs runs') : $first($pids, $succeeds);
    };
    $process = static fn(string $part): callable => static fn(string $pid): bool => $reads("/proc/$pid/$part");
    $memory = static fn(string $pid): bool => ($file = @fopen("/proc/$pid/mem", 'r+')) !== false && fclose($file);

    // The limit of the kernel where nobody has set one.
    $half_of_all = static fn(): int => intdiv((int) @file_get_contents('/proc/sys/kernel/threads-max'), 2);

    // ---- PHP

    // Whether a pool answers who asks it by hand. Who does may have it run anything, with any setting.
    $answers = static function (string $address): bool {
        $socket = @stream_socket_client($address, $code, $why, 2);
        if ($socket === false) {
            return false;
        }
        stream_set_timeout($socket, 2);
        $name = 'FCGI_MAX_CONNS';
        fwrite($socket, pack('CCnnCC', 1, 9, 0, strlen($name) + 2, 0, 0) . pack('CC', strlen($name), 0) . $name);
        $answer = (string) fread($socket, 8);
        fclose($socket);
        return strlen($answer) === 8 && ord($answer[1]) === 10;
    };

    $calls_machine = static function (): ?string {
        try {
            return class_exists('FFI') && FFI::cdef('int getpid(void);')->getpid() > 0 ? 'FFI' : null;
        } catch (Throwable) {
            return null;
        }
    };

    // ---- the web server

    $served = static function (string $path) use ($own, $mark): bool {
        $link = "{$own['uploads']}/$mark.txt";
        if (!@symlink($path, $link)) {
            return false;
        }
        $asked = stream_context_create(['http' => [
            'header' => "Host: {$own['host']}", 'follow_location' => 0, 'timeout' => 5,
        ]]);
        $text = @file_get_contents("{$own['address']}/{$own['uploads_path']}/$mark.txt", false, $asked);
        unlink($link);
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
    $alike = static fn(): string => preg_replace('/_/', 'x', $credential('db_name'), 1);
    $some = static fn(array $found): ?string => $found === [] ? null : implode(', ', array_slice($found, 0, 3));
    $database_of = $quoted((string) $other['db_name']);
    $foreign = static fn(array $names): array =>
        array_values(array_diff($names, [$credential('db_name'), 'information_schema']));

    // ---- all of it

    // Where all share a pool, they have the folder of sessions in common.
    $data = $other['data'] ?: [session_save_path() ?: sys_get_temp_dir()];
    $tries = [
        ['read', 'settings', fn() => $first($other['settings'], $reads)],
        ['read', 'uploads by their path', fn() => $first($other['uploads'], $reads)],
        ['read', 'private files', fn() => $first($other['private'], $reads)],
        ['read', 'sessions, temporary files and logs of PHP', fn() => $first($data, $reads)],
        ['read', 'folders of the home: contexts, secrets, configuration, journal', fn() => $first($target['home'], $reads)],
        ['read', 'environment of processes', fn() => $ofProcesses($process('environ'))],
        ['read', 'open files of processes', fn() => $ofProcesses($process('fd'))],
        ['read', 'memory of processes', fn() => $ofProcesses($memory)],
        ['read', 'scripts in the cache of PHP', fn() => $some(array_values(array_filter(
            array_keys(function_exists('opcache_get_status') ? (@opcache_get_status(true) ?: [])['scripts'] ?? [] : []),
            static fn(string $path): bool => str_starts_with($path, "{$other['site_path']}/"),
        )))],
        ['read', 'settings, by a link that the web server follows', fn() => $first($other['settings'], $served)],
        ['read', 'private files, by a link that the web server follows', fn() => $first($other['private_files'], $served)],
        ['read', 'files of the web server, by a link that it follows', fn() => $first($target['web_files'], $served)],
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
        ['write', 'settings', fn() => $first($other['settings'], $writes)],
        ['write', 'folder of the site', fn() => $first([$other['site_path']], $writes)],
        ['write', 'code', fn() => $first($target['code'], $writes)],
        ['write', 'uploads', fn() => $first($other['uploads'], $writes)],
        ['write', 'private files', fn() => $first($other['private'], $writes)],
        ['write', 'sessions, temporary files and logs of PHP', fn() => $first($data, $writes)],
        ['write', 'mode of settings', fn() => $first($other['settings'], fn($path) =>
            ($mode = @fileperms($path)) !== false && @chmod($path, $mode & 07777))],
        ['write', 'hard link to settings', fn() => $first($other['settings'], $linked)],
        ['write', 'program with the rights of the web server', $takesGroup],
        ['write', 'folders of the home', fn() => $first($target['home'], $writes)],
        ['write', 'what root keeps of clients, and sockets of pools', fn() => $first($target['root'], $writes)],
        ['write', 'tables', fn() => $succeeds("CREATE TABLE $database_of.`$mark` (a INT)", "DROP TABLE $database_of.`$mark`")
            ? $other['db_name'] : null],
        ['write', 'database whose name is alike', fn() => $succeeds(
            "CREATE DATABASE {$quoted($alike())}",
            "DROP DATABASE {$quoted($alike())}",
        ) ? $alike() : null],
        ['write', 'settings of the database server', fn() =>
            $succeeds('SET GLOBAL max_connections = @@max_connections') ? 'max_connections' : null],
        ['write', 'rights of others to databases', fn() =>
            $some(preg_grep('/WITH GRANT OPTION|ON \*\.\* .*(?:ALL|FILE|SUPER|PROCESS)/', $column('SHOW GRANTS')))],
        ['signal', 'processes', fn() => $ofProcesses(static fn(string $pid): bool => posix_kill((int) $pid, 0))],
        ['signal', 'rights of root, by sudo', fn() => function_exists('exec') && @exec('sudo -n -l 2>/dev/null', $lines, $code) !== false
            && $code === 0 ? 'sudo' : null],
        ['poison', 'pool of PHP, asked by hand', fn() => $first($other['pools'], $answers)],
        ['poison', 'settings of its own pool, asked by hand', fn() => $first($own['pools'], $answers)],
        ['poison', 'memory that pools share', fn() => function_exists('apcu_enabled') && apcu_enabled() ? 'apcu' : null],
        ['poison', 'its own memory, and the cache of PHP in it', fn() =>
            PHP_SAPI !== 'cli' && $memory((string) getmypid()) ? '/proc/self/mem' : null],
        ['poison', 'code of the machine in its process', fn() => PHP_SAPI === 'cli' ? $notTried('only in a pool')
            : (function_exists('dl') && ini_get('enable_dl') ? 'dl' : $calls_machine())],
        ['poison', 'cache of PHP', fn() => PHP_SAPI === 'cli' ? $notTried('only in a pool')
            : (@opcache_get_status(false) !== false ? 'opcache_get_status' : null)],
        ['exhaust', 'requests that PHP answers at once', fn() => array_intersect($own['pools'], $other['pools']) === []
            ? null : 'the same pool'],
        ['exhaust', 'processes', fn() => in_array(posix_getrlimit()['hard maxproc'], ['unlimited', $half_of_all()], true)
            ? 'no limit of its own' : null],
        ['exhaust', 'memory', fn() => PHP_SAPI === 'cli' ? $notTried('only in a pool')
            : (in_array(ini_get('memory_limit'), ['-1', ''], true) ? 'no limit' : null)],
        ['exhaust', 'connections of the database server', fn() =>
            $column('SELECT @@session.max_user_connections') == [0] ? 'no limit' : null],
    ];

    $result = static function (array $try): array {
        [$kind, $what, $do] = $try;
        try {
            $got = $do();
            return ['kind' => $kind, 'what' => $what, 'result' => $got === null ? 'nothing' : 'got']
                + ($got === null ? [] : ['detail' => (string) $got]);
        } catch (Throwable $error) {
            return ['kind' => $kind, 'what' => $what, 'result' => 'not tried', 'detail' => $error->getMessage()];
        }
    };
    echo json_encode(
        ['user' => posix_getpwuid(posix_geteuid())['name'] ?? '', 'tries' => array_map($result, $tries)],
        JSON_INVALID_UTF8_SUBSTITUTE,
    );
})();
