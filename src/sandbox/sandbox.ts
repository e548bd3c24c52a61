import { holderOf } from '../hosts/holder.js'
import { Locks } from '../engine/locks.js'
import { existsSync, rmSync } from 'node:fs'
import { userInfo } from 'node:os'
import { makeFolders, removeShortFolder, socketFolder } from './folders.js'
import { endServer, startServer, waitUntilReady } from './life.js'
import { choosePort } from './ports.js'
import { phpUser } from './php-user.js'
import { findPrograms, programFolders } from './programs.js'
import { type SandboxState, SandboxRecord, readState, sandboxFolder } from './record.js'
import { checkHome, checkUser } from './refusals.js'
import { checkMembership, install, isRootServer, removeRootParts, rootFolder, rootFolders, sharedUser } from './root.js'
import { type HttpType, type Programs, type SandboxServer, type ServerName, behind } from './server.js'
import { joinTypes, servers, serversFor } from './servers.js'

export interface StartOptions {
  /** Types of web servers to add. A sandbox without any gets nginx. */
  readonly http?: readonly HttpType[]
  /** Whether to put a TLS proxy in front of each web server. A sandbox keeps them. */
  readonly tlsProxy?: boolean
  /** Whether clients get users of their own, which takes root. A sandbox keeps that. */
  readonly clients?: boolean
  /** Folders to search for programs. */
  readonly folders?: readonly string[]
}

export interface Started {
  readonly state: SandboxState
  /** Servers that were not running. */
  readonly started: readonly ServerName[]
  /** Servers with a new port, because another process uses the earlier one. */
  readonly moved: readonly { readonly name: ServerName; readonly from: number; readonly to: number }[]
  /** Whether the home is in another place than before. */
  readonly relocated: boolean
  /** Whether visitors use other addresses than before. */
  readonly readdressed: boolean
}

export interface ServerStatus {
  readonly name: ServerName
  /** Undefined if the server is not running. */
  readonly pid: number | undefined
  /** 0 for a server without a port. */
  readonly port: number
  readonly socket: string
  readonly logFile: string
  /** For php-fpm: the user of the pool that all sites without a pool of their own share. */
  readonly user?: string
}

const lockSeconds = 120

const locked = async <Value>(home: string, task: string, action: () => Promise<Value>): Promise<Value> => {
  const lock = await new Locks(home, holderOf(task)).acquire('sandbox', lockSeconds)
  try {
    return await action()
  } finally {
    lock.release()
  }
}

/** Removes what an ended server left, and selects its port: the earlier one, or another one if that is in use. */
const makeReady = async (
  record: SandboxRecord,
  server: SandboxServer,
  program: string,
  relocated: boolean,
): Promise<void> => {
  const { name, hasPort } = server
  await endServer(record, server)
  const before = record.server(name).port
  const others = record.names.filter((other) => other !== name).map((other) => record.server(other).port)
  const port = hasPort ? await choosePort(before, new Set(others)) : 0
  record.keep(name, { program, port })
  if (port !== before || relocated) server.moved?.(record.place(name))
}

/** Starts servers in parallel. If one fails, stops all of them. */
const startAll = async (record: SandboxRecord, stopped: readonly SandboxServer[]): Promise<void> => {
  const outcomes = await Promise.allSettled(stopped.map((server) => startServer(record, server)))
  const failure = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failure === undefined) return
  await Promise.all(stopped.map((server) => endServer(record, server)))
  throw failure.reason
}

const movedSince = (before: SandboxState | undefined, record: SandboxRecord): Started['moved'] =>
  Object.entries(before?.servers ?? {}).flatMap(([key, { port: from }]) => {
    const name = key as ServerName
    const to = record.server(name).port
    return from === to ? [] : [{ name, from, to }]
  })

type Asked = Pick<StartOptions, 'http' | 'tlsProxy' | 'clients'>

type Wanted = Pick<SandboxState, 'http' | 'tlsProxy' | 'clients'>

/** The folder of root: the one that there is, or a new one if clients are asked for. */
const clientsOf = (home: string, asked: boolean, before?: string): Pick<SandboxState, 'clients'> => {
  const folder = before ?? (asked ? rootFolder(home) : undefined)
  return folder === undefined ? {} : { clients: folder }
}

/** What the sandbox of a home has and what is asked for: it keeps all that it has. */
const wantedOf = (home: string, { http = [], tlsProxy = false, clients = false }: Asked): Wanted => {
  const before = readState(home)
  return {
    http: joinTypes(before?.http ?? [], http),
    ...(tlsProxy || before?.tlsProxy === true ? { tlsProxy: true } : {}),
    ...clientsOf(home, clients, before?.clients),
  }
}

const recordOf = (home: string, asked: Asked = {}): SandboxRecord => {
  const { sockets, servers: known = {} } = readState(home) ?? {}
  const wanted = wantedOf(home, asked)
  return new SandboxRecord(home, { home, ...wanted, sockets: socketFolder(home, sockets), servers: known })
}

/** Servers that are down, and the proxies in front of them: a web server may get another port. */
const toStart = (record: SandboxRecord, wanted: readonly SandboxServer[]): readonly SandboxServer[] => {
  const down = wanted.map(({ name }) => name).filter((name) => record.adopt(name) === undefined)
  return wanted.filter(({ name }) => [name, behind(name)].some((one) => one !== undefined && down.includes(one)))
}

/** Lets root take over its servers: private ones end before, and so do its own that have an older configuration. */
const letRoot = async (home: string, folder: string): Promise<void> => {
  const isNew = await install(home, folder)
  checkMembership()
  const before = readState(home)
  if (before === undefined || (before.clients !== undefined && !isNew)) return
  const record = new SandboxRecord(home, before)
  await Promise.all(record.names.filter(isRootServer).map((name) => endServer(record, servers[name])))
}

const startLocked = async (home: string, asked: Asked, programs: Programs): Promise<Started> => {
  makeFolders(home)
  const { clients } = wantedOf(home, asked)
  if (clients !== undefined) await letRoot(home, clients)
  const last = readState(home)
  const relocated = last?.home !== undefined && last.home !== home
  const record = recordOf(home, asked)
  const before = record.state
  const wanted = serversFor(record.state.http, record.state.tlsProxy)
  const stopped = toStart(record, wanted)
  for (const server of stopped) await makeReady(record, server, programs.get(server.name) ?? '', relocated)
  await startAll(record, stopped)
  for (const server of wanted.filter((one) => !stopped.includes(one))) await waitUntilReady(record, server)
  const moved = movedSince(before, record)
  const isOther = (['tlsProxy', 'clients'] as const).some((key) => record.state[key] !== last?.[key])
  const readdressed = moved.length > 0 || isOther
  return { state: record.state, started: stopped.map(({ name }) => name), moved, relocated, readdressed }
}

/** The programs of all servers. Those that root runs are where root looks for them. */
const programsOf = ({ http, tlsProxy, clients }: Wanted, folders: readonly string[]): Programs => {
  const isOfRoot = ({ name }: SandboxServer): boolean => clients !== undefined && isRootServer(name)
  return findPrograms(serversFor(http, tlsProxy), (server) => (isOfRoot(server) ? rootFolders : folders))
}

/** Starts MariaDB, php-fpm and the web servers of a sandbox. Those that run already stay unchanged. */
export const startSandbox = async (
  home: string,
  { folders = programFolders(), ...asked }: StartOptions = {},
): Promise<Started> => {
  checkHome(home)
  const wanted = wantedOf(home, asked)
  const user = { uid: process.getuid?.(), isAllowed: process.env['PROVISION_ALLOW_ROOT'] === '1' }
  checkUser(user, wanted.http, wanted.clients !== undefined)
  const programs = programsOf(wanted, folders)
  return locked(home, 'sandbox start', () => startLocked(home, asked, programs))
}

const stopLocked = async (record: SandboxRecord, names = record.names): Promise<readonly ServerName[]> => {
  const running = record.names.filter((name) => record.living(name) !== undefined)
  await Promise.all(names.map((name) => endServer(record, servers[name])))
  removeShortFolder(record.home, record.state.sockets)
  return running
}

/** Stops all servers of a sandbox and returns those that ran. Data, ports and settings stay. */
export const stopSandbox = async (home: string): Promise<readonly ServerName[]> =>
  readState(home) === undefined ? [] : locked(home, 'sandbox stop', () => stopLocked(recordOf(home)))

/** Leaves those that root runs: they end when root removes all that it has. */
const stopOwn = (record: SandboxRecord): Promise<readonly ServerName[]> =>
  stopLocked(
    record,
    record.names.filter((name) => !record.place(name).ofRoot),
  )

const removeLocked = async (home: string): Promise<readonly ServerName[]> => {
  const state = readState(home)
  const stopped = state === undefined ? [] : await stopOwn(recordOf(home))
  await removeRootParts(state?.clients ?? rootFolder(home))
  rmSync(sandboxFolder(home), { recursive: true, force: true })
  return stopped
}

/** Stops all servers of a sandbox, and removes their data and what root has for it. Returns those that ran. */
export const removeSandbox = async (home: string): Promise<readonly ServerName[]> =>
  existsSync(home) ? locked(home, 'sandbox remove', () => removeLocked(home)) : []

const poolUser = ({ state: { clients } }: SandboxRecord): string =>
  (clients === undefined ? phpUser()?.name : sharedUser(clients)) ?? userInfo().username

/** Undefined if no sandbox has been started yet. */
export const sandboxStatus = (home: string): readonly ServerStatus[] | undefined => {
  const state = readState(home)
  if (state === undefined) return undefined
  const record = new SandboxRecord(home, state)
  return record.names.map((name) => {
    const { port, socket, logFile } = record.place(name)
    const user = name === 'php-fpm' ? { user: poolUser(record) } : {}
    return { name, pid: record.living(name)?.pid, port, socket, logFile, ...user }
  })
}
