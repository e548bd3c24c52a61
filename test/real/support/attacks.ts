/** Takes the place of the php-fpm that started it, which runs as the same user, by writing to its memory (x86-64). */
export const takeover = (folder: string): string => `
  file_put_contents('${folder}/taken.php', <<<'CODE'
<?php
pcntl_async_signals(true);
foreach ([SIGQUIT, SIGTERM, SIGHUP, SIGINT] as $signal) pcntl_signal($signal, function () {});
$systemd = stream_socket_client('udg:///run/systemd/notify');
for (;;) { fwrite($systemd, 'EXTEND_TIMEOUT_USEC=60000000'); sleep(1); }
CODE);
  $master = posix_getppid();
  $program = "/usr/bin/php\\0";
  $script = "${folder}/taken.php\\0";
  // execve($program, [$program, $script], null), where the master goes on.
  $middle = "\\x31\\xc0\\x50";
  $tail = "\\x53\\x57\\x48\\x89\\xe6\\x31\\xd2\\xb8\\x3b\\0\\0\\0\\x0f\\x05";
  $toProgram = strlen($middle) + 7 + strlen($tail);
  $code = "\\x48\\x8d\\x3d" . pack('V', $toProgram) . $middle
    . "\\x48\\x8d\\x1d" . pack('V', strlen($tail) + strlen($program)) . $tail . $program . $script;
  $words = explode(' ', trim(file_get_contents("/proc/$master/syscall")));
  $memory = fopen("/proc/$master/mem", 'r+');
  fseek($memory, hexdec(end($words)));
  $written = fwrite($memory, $code);
  fclose($memory);
  posix_kill($master, SIGCHLD);
  return $written === strlen($code);`

/** Leaves a program that listens where the pool does, and takes requests from it, for as long as a test may take. */
export const listeningOn = `
  $code = 'use Socket; my $listens;'
    . 'for my $n (3 .. 250) { open(my $one, "+<&=", $n) or next; my $is = getsockopt($one, SOL_SOCKET, SO_ACCEPTCONN) or next;'
    . ' if (unpack("i", $is)) { $listens = $one; last } }'
    . 'while (time - $^T < 40) { if (accept(my $one, $listens)) { close $one } else { select(undef, undef, undef, 0.0005) } }';
  $nothing = ['file', '/dev/null', 'r+'];
  return proc_close(proc_open(['setsid', '-f', 'perl', '-e', $code], [$nothing, $nothing, $nothing], $pipes));`
