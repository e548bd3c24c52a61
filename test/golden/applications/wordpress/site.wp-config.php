<?php
// provision: @example.com 33333333-3333-4333-8333-333333333333
// Generated: changes are lost. Settings of the site's own go to local.settings.php beside this file, and win.

return [
    'url' => 'http://example.com:8080',
    'browser_install' => false,
    'code_updates' => false,
    'subdirectories' => [
        'example.org/shop' => 'http://example.org:8080/shop',
    ],
];
