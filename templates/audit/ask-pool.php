<?php
// Has a pool of PHP run a script: ask-pool.php ADDRESS SCRIPT. Standard input is what the script gets as PROVISION_AUDIT,
// and all that it gets.

[, $address, $script] = $argv;
$parameters = [
    'SCRIPT_FILENAME' => $script,
    'REQUEST_METHOD' => 'GET',
    'PROVISION_AUDIT' => stream_get_contents(STDIN),
];
try {
    [$output, $errors] = (require __DIR__ . '/fastcgi.php')($address, $parameters, 100);
} catch (RuntimeException $error) {
    [$output, $errors] = ['', $error->getMessage()];
}
fwrite(STDERR, $errors);
echo $output;
