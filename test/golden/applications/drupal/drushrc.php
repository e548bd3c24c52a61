<?php
// provision: @example.com 33333333-3333-4333-8333-333333333333
// Generated: changes are lost. For Drush up to 8, run by the user that provisions.

$options['uri'] = 'http://example.com:8080';
$_SERVER['PROVISION_SITE'] = 'example.com';
$_SERVER['db_type'] = 'mysql';
$_SERVER['db_name'] = 'examplecom';
$_SERVER['db_user'] = 'examplecom';
$_SERVER['db_passwd'] = '********';
$_SERVER['db_host'] = '127.0.0.1';
$_SERVER['db_port'] = '3306';
$_SERVER['hash_salt'] = '********';
