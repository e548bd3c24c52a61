<?php
/** Installs Drupal 7 for one site, without a browser: see multisite/installer.php. Runs in the root of the code base. */

declare(strict_types=1);

require __DIR__ . '/../multisite/installer.php';

define('DRUPAL_ROOT', getcwd());

function provision_install(array $input): void
{
    $password = provision_password();
    define('MAINTENANCE_MODE', 'install');
    require_once DRUPAL_ROOT . '/includes/install.core.inc';
    install_drupal([
        'parameters' => ['profile' => $input['profile'], 'locale' => $input['language']],
        'forms' => [
            'install_configure_form' => [
                'site_name' => $input['title'],
                'site_mail' => $input['admin_email'],
                'account' => [
                    'name' => $input['admin_user'],
                    'mail' => $input['admin_email'],
                    'pass' => ['pass1' => $password, 'pass2' => $password],
                ],
                'clean_url' => true,
                // Provision keeps the code, so no site asks for updates of it, and none sends mails about them.
                'update_status_module' => [1 => null, 2 => null],
            ],
        ],
    ]);
    // What a failed installation leaves answers, too.
    if (variable_get('site_name') !== $input['title'] || variable_get('install_task') !== 'done') {
        provision_fail('the installation did not come to its end: ' . variable_get('install_task', 'no task is done'));
    }
    variable_set('provision_site', $input['uuid']);
}

function provision_start(): void
{
    require_once DRUPAL_ROOT . '/includes/bootstrap.inc';
    drupal_bootstrap(DRUPAL_BOOTSTRAP_FULL);
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
