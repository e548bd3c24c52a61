import { readFileSync, readdirSync } from 'node:fs'

const kiB = (text, key) => Number(new RegExp(`^${key}:\\s+(\\d+) kB$`, 'm').exec(text)[1])

/** Memory of a process: `pss` counts what it shares with others in part, so that processes can be added up. */
export const memoryOf = (pid) => {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  return { rssKiB: kiB(text, 'Rss'), pssKiB: kiB(text, 'Pss'), descriptors: readdirSync(`/proc/${pid}/fd`).length }
}

const commandLine = (pid) => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

/** Processes whose command line has a text. */
export const processesWith = (text) =>
  readdirSync('/proc').filter((name) => /^\d+$/.test(name) && commandLine(name).includes(text))
