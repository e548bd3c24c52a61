<?php
// What a pool answers whom it should not: whom it runs as, and which settings it took from the request. It is asked by
// isolation.php, and may have been put before itself (auto_prepend_file).

$answers = ($answers ?? 0) + 1;
if (!isset($_SERVER['PROVISION_AUDIT_ASKS']) || ($answers === 1 && ini_get('auto_prepend_file') === __FILE__)) {
    return;
}
$can_end = function_exists('posix_kill');
echo json_encode([
    'user' => function_exists('posix_geteuid') ? posix_getpwuid(posix_geteuid())['name'] ?? '' : get_current_user(),
    'can_end' => $can_end,
    'settings' => array_map(ini_get(...), ['memory_limit' => 'memory_limit', 'opcache.restrict_api' => 'opcache.restrict_api'])
        + ['auto_prepend_file' => $answers > 1 ? __FILE__ : ''],
]);
// What a request has set would stay in this process, which ends (SIGQUIT) with the request.
if ($_SERVER['PROVISION_AUDIT_ASKS'] === 'with settings' && $can_end) {
    posix_kill(posix_getpid(), 3);
}
