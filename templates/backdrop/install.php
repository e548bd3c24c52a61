<?php
/** Installs Backdrop for one site, without a browser: see multisite/installer.php. Runs in the root of the code base. */

declare(strict_types=1);

require __DIR__ . '/../multisite/installer.php';

define('BACKDROP_ROOT', getcwd());

function provision_install(array $input): void
{
    define('MAINTENANCE_MODE', 'install');
    require_once BACKDROP_ROOT . '/core/includes/install.core.inc';
    install_backdrop([
        'parameters' => ['profile' => $input['profile'], 'langcode' => $input['language']],
        'forms' => [
            'install_configure_form' => [
                'site_name' => $input['title'],
                'site_mail' => $input['admin_email'],
                'account' => [
                    'name' => $input['admin_user'],
                    'mail' => $input['admin_email'],
                    'pass' => provision_password(),
                ],
                'clean_url' => true,
                // Provision keeps the code, so no site asks for updates of it, and none sends mails about them.
                'update_status_module' => [1 => null, 2 => null],
                'op' => 'Save and continue',
            ],
        ],
    ]);
    if (config_get('system.core', 'site_name') !== $input['title'] || state_get('install_task') !== 'done') {
        provision_fail('the installation did not come to its end: ' . state_get('install_task', 'no task is done'));
    }
    state_set('provision_site', $input['uuid']);
}

function provision_start(): void
{
    require_once BACKDROP_ROOT . '/core/includes/bootstrap.inc';
    backdrop_bootstrap(BACKDROP_BOOTSTRAP_FULL);
}

try {
    $input = $provision->input;
    provision_is_installed($input) ? provision_start() : provision_install($input);
    $provision->result = [
        'login_link' => user_pass_reset_url(user_load(1)) . '/login',
        'admin_user' => $input['admin_user'],
    ];
} catch (Throwable $error) {
    provision_failed($error);
}
