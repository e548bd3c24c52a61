<?php
// Has the shared pool run a script that nobody else needs: a copy of it is there as long as it runs. Standard input is JSON:
// the address of the pool, the script, and the variables that it gets.

['pool' => $pool, 'script' => $script, 'variables' => $variables] = json_decode(stream_get_contents(STDIN), true);
$copy = sys_get_temp_dir() . '/provision-audit-' . bin2hex(random_bytes(12)) . '.php';
// The limits of a length in FastCGI.
$length = static fn(int $length): string => $length < 128 ? chr($length) : pack('N', $length | 0x80000000);
$records = static function (int $type, string $content): string {
    $records = '';
    foreach ($content === '' ? [] : str_split($content, 65535) as $part) {
        $records .= pack('CCnnCC', 1, $type, 1, strlen($part), 0, 0) . $part;
    }
    return $records . pack('CCnnCC', 1, $type, 1, 0, 0, 0);
};

$socket = @stream_socket_client($pool, $code, $why, 5);
if ($socket === false) {
    fwrite(STDERR, "$pool: $why");
    exit(1);
}
try {
    file_put_contents($copy, $script);
    chmod($copy, 0644);
    $parameters = '';
    foreach ($variables + ['SCRIPT_FILENAME' => $copy, 'REQUEST_METHOD' => 'GET'] as $name => $value) {
        $parameters .= $length(strlen($name)) . $length(strlen($value)) . $name . $value;
    }
    $begin = pack('nCx5', 1, 0);
    fwrite($socket, pack('CCnnCC', 1, 1, 1, strlen($begin), 0, 0) . $begin . $records(4, $parameters) . $records(5, ''));
    $answer = ['', ''];
    while (strlen($head = (string) stream_get_contents($socket, 8)) === 8) {
        ['type' => $type, 'length' => $size, 'padding' => $padding] = unpack('x/Ctype/x2/nlength/Cpadding', $head);
        $content = $size === 0 ? '' : stream_get_contents($socket, $size);
        $padding === 0 || stream_get_contents($socket, $padding);
        if ($type === 3) {
            break;
        }
        $answer[$type === 7 ? 1 : 0] .= $content;
    }
    fwrite(STDERR, $answer[1]);
    echo explode("\r\n\r\n", $answer[0], 2)[1] ?? '';
} finally {
    @unlink($copy);
}
