<?php
// provision: begin
// provision: @platform_x 22222222-2222-4222-8222-222222222222
// Generated: changes between these lines are lost.
// The web server says which site answers, and not the Host header, which may look like the name of another one.
(static function (array &$sites): void {
    $site = $_SERVER['PROVISION_SITE'] ?? null;
    if (!is_string($site)) {
        return;
    }
    if (PHP_SAPI !== 'cli' && !is_readable(__DIR__ . "/$site/settings.php")) {
        http_response_code(503);
        header('Content-Type: text/plain');
        exit("This site is not available.\n");
    }
    // As it is looked for first: with the port in front, and with the path of the script.
    [$host, $port] = explode(':', strtolower(rtrim($_SERVER['HTTP_HOST'] ?? 'default', '.'))) + [1 => ''];
    $path = implode('.', array_slice(explode('/', $_SERVER['SCRIPT_NAME'] ?? '/index.php'), 0, -1));
    foreach ([$host, "$port.$host"] as $name) {
        $sites["$name$path"] = $site;
    }
})($sites);
// provision: end
