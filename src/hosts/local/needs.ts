import { statSync } from 'node:fs'
import { connect, type NetConnectOpts } from 'node:net'
import { posix } from 'node:path'
import type { Need } from '../needs.js'
import type { Facts } from '../reader.js'
import { permitted } from './permitted.js'

const patienceMilliseconds = 2_000

/** The code of the error, if a connection fails. One that only others may open counts as open, and so does a busy one. */
const connectionError = (to: NetConnectOpts): Promise<string | undefined> =>
  new Promise((resolve) => {
    const socket = connect(to)
    const end = (code?: string): void => {
      socket.destroy()
      resolve(code)
    }
    socket.setTimeout(patienceMilliseconds, () => end('path' in to ? undefined : 'ETIMEDOUT'))
    socket.once('connect', () => end())
    socket.once('error', ({ code }: NodeJS.ErrnoException) => end(code === 'EACCES' ? undefined : code))
  })

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  ECONNREFUSED: 'nothing listens there',
  ETIMEDOUT: 'it does not answer',
  ENOTSOCK: 'it is no socket',
}

/** Only the owner of a file that is no socket learns so from a connection. */
const isNoSocket = (to: NetConnectOpts): boolean =>
  'path' in to && permitted(to.path, 'exists') && !statSync(to.path).isSocket()

const notOpen = async (to: NetConnectOpts): Promise<string | undefined> => {
  const code = isNoSocket(to) ? 'ENOTSOCK' : await connectionError(to)
  return code === undefined ? undefined : (reasons[code] ?? code)
}

/** As a command is found that runs: the user may have folders of programs of his own. */
const inPath = (name: string): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(':')
    .map((folder) => posix.join(folder, name))
    .find((path) => permitted(path, 'execute'))

const notRunnable = (name: string, { program }: Facts): string | undefined => {
  const path = name.includes('/') ? name : (inPath(name) ?? program(name))
  if (path === undefined || !permitted(path, 'exists')) return 'it is not installed'
  return statSync(path).isFile() && permitted(path, 'execute') ? undefined : 'it may not be run'
}

const notGiven = (name: string, { groups, user }: Facts): string | undefined => {
  if (!groups.has(name)) return 'there is no such group'
  return user.name === 'root' || user.groups.has(name) ? undefined : `${user.name} is not in it`
}

const nearestThere = (path: string): string =>
  permitted(path, 'exists') || path === '/' ? path : nearestThere(posix.dirname(path))

const notWritable = (path: string): string | undefined => {
  const there = nearestThere(path)
  if (!statSync(there).isDirectory()) return `${there} is not a folder`
  return permitted(there, 'write') ? undefined : `${there} may not be written to`
}

/** Why this machine does not have what is needed. */
export const lackingHere = async (need: Need, facts: Facts): Promise<string | undefined> => {
  switch (need.need) {
    case 'socket':
      return notOpen({ path: need.path })
    case 'port':
      return notOpen({ host: need.address, port: need.port })
    case 'program':
      return notRunnable(need.name, facts)
    case 'group':
      return notGiven(need.name, facts)
    case 'folder':
      return notWritable(need.path)
  }
}
