<?php
/**
 * Installs Drupal 8 to 11 for one site, without a browser: see multisite/installer.php. By Drush where the code base has
 * it, else by the installer of Drupal. Runs in the root of the code base.
 */

declare(strict_types=1);

use Drupal\Core\DrupalKernel;
use Drupal\user\Entity\User;
use Symfony\Component\HttpFoundation\Request;

require __DIR__ . '/../multisite/installer.php';

function provision_install(array $input, object $autoloader): void
{
    require_once getcwd() . '/core/includes/install.core.inc';
    $password = provision_password();
    install_drupal($autoloader, [
        'parameters' => ['profile' => $input['profile'], 'langcode' => $input['language']],
        'forms' => [
            'install_configure_form' => [
                'site_name' => $input['title'],
                'site_mail' => $input['admin_email'],
                'account' => [
                    'name' => $input['admin_user'],
                    'mail' => $input['admin_email'],
                    'pass' => ['pass1' => $password, 'pass2' => $password],
                ],
                // Provision keeps the code, so no site asks for updates of it, and none sends mails about them.
                'enable_update_status_module' => null,
                'enable_update_status_emails' => null,
            ],
        ],
    ]);
}

/** Drush prints the password that it has made, which nobody is to see: the account gets another one below. */
function provision_install_by_drush(array $input): void
{
    $words = [
        PHP_BINARY, '-d', 'error_reporting=' . error_reporting(), $input['drush'], 'site:install', $input['profile'],
        '--yes', '--no-ansi', '--root=' . getcwd(), "--uri={$input['url']}", "--sites-subdir={$input['site']}",
        "--locale={$input['language']}", "--site-name={$input['title']}", "--site-mail={$input['admin_email']}",
        "--account-name={$input['admin_user']}", "--account-mail={$input['admin_email']}",
        'install_configure_form.enable_update_status_module=NULL', 'install_configure_form.enable_update_status_emails=NULL',
    ];
    $drush = proc_open($words, [['file', '/dev/null', 'r'], ['pipe', 'w'], ['redirect', 1]], $pipes);
    $printed = stream_get_contents($pipes[1]);
    if (proc_close($drush) !== 0) {
        provision_fail(implode("\n", preg_grep('/password/i', explode("\n", $printed), PREG_GREP_INVERT)));
    }
}

function provision_start(object $autoloader): void
{
    $request = Request::createFromGlobals();
    $reported = error_reporting();
    $kernel = DrupalKernel::createFromRequest($request, $autoloader, 'prod');
    error_reporting($reported);
    $kernel->boot();
    $kernel->preHandle($request);
    \Drupal::requestStack()->getCurrentRequest() ?? \Drupal::requestStack()->push($request);
}

try {
    $input = $provision->input;
    $autoloader = require getcwd() . '/autoload.php';
    $isNew = !provision_is_installed($input);
    if ($isNew && !isset($input['drush'])) {
        provision_install($input, $autoloader);
    } else {
        $isNew && provision_install_by_drush($input);
        provision_start($autoloader);
    }
    $account = User::load(1);
    if ($account === null || \Drupal::state()->get('install_task') !== 'done') {
        provision_fail('the installation did not come to its end');
    }
    if ($isNew) {
        $account->setPassword(provision_password())->save();
        \Drupal::state()->set('provision_site', $input['uuid']);
    }
    $provision->result = [
        'login_link' => user_pass_reset_url($account) . '/login',
        'admin_user' => $input['admin_user'],
    ];
} catch (Throwable $error) {
    provision_failed($error);
}
