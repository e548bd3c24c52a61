import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../process/command-line.js'

const killing = `
const fs = require('node:fs')
const { KILL_IN, KILL_AT, KILL_ON } = process.env
const real = fs[KILL_IN]
let calls = 0
fs[KILL_IN] = (...words) => {
  if (KILL_ON === 'open' && typeof words[0] !== 'number') return real(...words)
  if (++calls === Number(KILL_AT)) process.kill(process.pid, 'SIGKILL')
  return real(...words)
}
`

export interface Kill {
  /** A function of node:fs that the program calls, such as \`renameSync\`. */
  readonly in: string
  /** At which of its calls, just before it is done. */
  readonly at: number
  /** Whether only its calls on an open file count. */
  readonly onOpen?: boolean
}

/** Runs the program and kills it (-9) in one of its calls of the file system; gives the signal that it ended by. */
export const killedProgram = (home: string, kill: Kill, words: readonly string[]): NodeJS.Signals | null => {
  const script = join(home, 'killing.cjs')
  writeFileSync(script, killing)
  return spawnSync(process.execPath, ['--require', script, join(root, 'bin/run.js'), ...words], {
    env: {
      ...process.env,
      PROVISION_HOME: home,
      KILL_IN: kill.in,
      KILL_AT: String(kill.at),
      KILL_ON: kill.onOpen ? 'open' : '',
    },
  }).signal
}
