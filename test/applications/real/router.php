<?php
// Does for PHP's own web server what a vhost does: the parameters of the site that is asked for, and the front controller.
$sites = json_decode(file_get_contents(getenv('ROUTER_SITES')), true);
$_SERVER = $sites[preg_replace('/:\d+$/', '', $_SERVER['HTTP_HOST'])] + $_SERVER;

$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
$file = $_SERVER['DOCUMENT_ROOT'] . $path;
if (is_dir($file) && is_file("$file/index.php")) {
    $path = rtrim($path, '/') . '/index.php';
    $file = $_SERVER['DOCUMENT_ROOT'] . $path;
}
if (is_file($file) && substr($file, -4) !== '.php') {
    return false;
}
if (!is_file($file)) {
    $path = '/index.php';
    $file = $_SERVER['DOCUMENT_ROOT'] . $path;
}
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = $path;
$_SERVER['SCRIPT_FILENAME'] = $file;
chdir(dirname($file));
require $file;
