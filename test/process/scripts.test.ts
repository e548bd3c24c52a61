import { describe, expect, it } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import { root } from './command-line.js'

/** Tells which terminals a program has, and whether it ends with the shell that has started it. */
const look = `
import ctypes, os
signal = ctypes.c_int()
ctypes.CDLL(None).prctl(2, ctypes.byref(signal))
try:
  terminal = bool(os.open("/dev/tty", os.O_RDWR))
except OSError:
  terminal = False
print("seen", [os.isatty(1), os.isatty(2), terminal, signal.value])
raise SystemExit(7)
`

/** Runs words of bash on a terminal. */
const onTerminal = (words: string) =>
  spawnSync('script', ['-qec', `bash -c '. scripts/setup.sh; ${words}'`, '/dev/null'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, LOOK: look },
  })

describe('a program that bin/test and bin/demo start as another user', () => {
  it('has no terminal, tells how it has ended, and ends with the script', () => {
    const { stdout, status } = onTerminal(
      'set -o pipefail; exec </dev/null; with_pipes in_session -- python3 -c "$LOOK"',
    )

    expect(stdout).toContain('seen [False, False, False, 15]')
    expect(status).toBe(7)
  })

  it('would have one without that', () => {
    expect(onTerminal('python3 -c "$LOOK"').stdout).toContain('seen [True, True, True, 0]')
  })
})
