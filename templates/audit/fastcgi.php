<?php
// Asks a pool of PHP for a script, as a web server does. Returns what the script has printed, without headers, and the
// errors; throws where no pool takes the connection.

return static function (string $address, array $parameters, int $seconds): array {
    $length = static fn(int $length): string => $length < 128 ? chr($length) : pack('N', $length | 0x80000000);
    $record = static fn(int $type, string $content): string => pack('CCnnCC', 1, $type, 1, strlen($content), 0, 0) . $content;
    // In parts, and an empty one at the end.
    $records = static fn(int $type, string $content): string =>
        implode('', array_map(static fn(string $part): string => $record($type, $part), str_split($content, 65535))) . $record($type, '');
    $begin = 1;
    $end = 3;
    $given = 4;
    $input = 5;
    $errors = 7;

    $socket = @stream_socket_client($address, $code, $why, min($seconds, 5));
    if ($socket === false) {
        throw new RuntimeException("$address: $why");
    }
    stream_set_timeout($socket, $seconds);
    $text = '';
    foreach ($parameters as $name => $value) {
        $text .= $length(strlen($name)) . $length(strlen($value)) . $name . $value;
    }
    fwrite($socket, $record($begin, pack('nCx5', 1, 0)) . $records($given, $text) . $record($input, ''));
    $said = ['', ''];
    while (strlen($head = (string) stream_get_contents($socket, 8)) === 8) {
        ['type' => $type, 'length' => $size, 'padding' => $padding] = unpack('x/Ctype/x2/nlength/Cpadding', $head);
        $content = $size === 0 ? '' : (string) stream_get_contents($socket, $size);
        $padding === 0 || stream_get_contents($socket, $padding);
        if ($type === $end) {
            break;
        }
        $said[$type === $errors ? 1 : 0] .= $content;
    }
    fclose($socket);
    return [explode("\r\n\r\n", $said[0], 2)[1] ?? '', $said[1]];
};
