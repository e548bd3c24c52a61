import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Holder, isAlive } from '../../hosts/holder.js'
import { ignoringMissing } from '../../hosts/local/missing.js'
import { regularText } from '../../hosts/local/regular-file.js'
import { withPathInError } from '../../hosts/local/name-path.js'
import type { Outcome } from '../common/kind.js'
import type { Run, World } from '../common/world.js'
import type { ControlledServer, WebRequest } from './control.js'
import { endings, holderIn, isQueueFile, queuesFolder } from './queue-files.js'
import { type Reply, outcomeOf, replyOf } from './reply.js'
import { serveRequests } from './server.js'

interface Posted {
  readonly id: string
  readonly holder: Holder
  readonly requests: readonly WebRequest[]
}

interface Announced {
  readonly holder: Holder
  /** Milliseconds since 1970. */
  readonly since: number
}

/** How long to wait for a task that has announced requests. */
const patienceMilliseconds = 2_000
const pollMilliseconds = 5
/** No task waits longer for a reply. */
const longestWaitMilliseconds = 600_000
const longestSettleMilliseconds = 1_000

/**
 * How long no new request may arrive before the batch starts. Other tasks need about as long as this task needed to get
 * here.
 */
const settleTime = ({ since }: Holder): number =>
  Math.min(longestSettleMilliseconds, Math.max(0, Date.now() - Date.parse(since)))

/**
 * Tasks leave their requests for one web server here. The process that gets the server's lock carries out all of them,
 * with one test and one reload, and leaves the replies. So N verifies at once cost far fewer than N reloads.
 */
class Queue {
  readonly #folder: string

  constructor(home: string, server: string) {
    this.#folder = join(queuesFolder(home), server.slice(1))
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
  }

  post(holder: Holder, requests: readonly WebRequest[]): Posted {
    const posted = { id: `${Date.now()}-${randomBytes(6).toString('hex')}`, holder, requests }
    this.#write(posted.id + endings.request, posted)
    this.retract(holder)
    return posted
  }

  announce(holder: Holder): void {
    this.#write(announcedBy(holder), { holder, since: Date.now() })
  }

  retract(holder: Holder): void {
    rmSync(join(this.#folder, announcedBy(holder)), { force: true })
  }

  /**
   * Waits for tasks that have announced requests, and, while others are at work, until no new request arrives. Their
   * requests then need no reload of their own. A task that is alone does not wait.
   */
  async collectBatch(mine: Posted): Promise<void> {
    const [until, settleMilliseconds] = [Date.now() + patienceMilliseconds, settleTime(mine.holder)]
    let [known, since] = ['', Date.now()]
    for (;;) {
      const posted = this.#names(endings.request).filter((name) => name !== mine.id + endings.request)
      const awaited = this.#awaited()
      const others = [...posted, ...awaited].join()
      if (others !== known) [known, since] = [others, Date.now()]
      const isSettled = others === '' || Date.now() - since >= settleMilliseconds || Date.now() >= until
      if (isSettled && awaited.length === 0) return
      await delay(pollMilliseconds)
    }
  }

  #names(ending: string): readonly string[] {
    return readdirSync(this.#folder).filter((name) => name.endsWith(ending) && !name.startsWith('.'))
  }

  /**
   * Removes what dead processes have left: their announcements, files that they have not finished, and replies that
   * nobody waits for any more. Requests are removed where they are read.
   */
  clear(): void {
    for (const name of readdirSync(this.#folder))
      if (isQueueFile(name) && this.#isLeft(name)) rmSync(join(this.#folder, name), { force: true })
  }

  #isLeft(name: string): boolean {
    if (name.endsWith(endings.request) && !name.startsWith('.')) return false
    const text = regularText(join(this.#folder, name)) ?? ''
    const holder = holderIn(text)
    return holder === undefined ? this.#isOld(name) : !isAlive(holder)
  }

  #isOld(name: string): boolean {
    const changed = ignoringMissing(() => statSync(join(this.#folder, name)).mtimeMs)
    return changed !== undefined && Date.now() - changed > longestWaitMilliseconds
  }

  /** Announcements of tasks to wait for. */
  #awaited(): readonly string[] {
    return this.#names(endings.announced).filter((name) => {
      const announced = this.#read<Announced>(name)
      return announced !== undefined && isAwaited(announced)
    })
  }

  /** The requests of live tasks, including `mine`. Requests of dead tasks are removed: their journals undo them. */
  posted(mine: Posted): readonly Posted[] {
    const all = [...this.#names(endings.request)]
      .sort()
      .flatMap((name) => (name === mine.id + endings.request ? mine : (this.#read<Posted>(name) ?? [])))
    for (const { id, holder } of all) if (!isAlive(holder)) this.remove(id)
    return all.filter(({ holder }) => isAlive(holder))
  }

  reply(id: string, outcomes: readonly Outcome[]): void {
    this.#write(id + endings.reply, outcomes.map(replyOf))
    rmSync(join(this.#folder, id + endings.request), { force: true })
  }

  repliedTo(id: string): readonly Outcome[] | undefined {
    return this.#read<readonly Reply[]>(id + endings.reply)?.map(outcomeOf)
  }

  remove(id: string): void {
    for (const ending of [endings.request, endings.reply]) rmSync(join(this.#folder, id + ending), { force: true })
  }

  /** A file without text, after a power cut, counts as missing. */
  #read<Content>(name: string): Content | undefined {
    const text = regularText(join(this.#folder, name))
    try {
      return text === undefined ? undefined : (JSON.parse(text) as Content)
    } catch {
      return undefined
    }
  }

  #write(name: string, content: unknown): void {
    const temporary = join(this.#folder, `.${name}`)
    try {
      withPathInError(temporary, () => writeFileSync(temporary, JSON.stringify(content), { mode: 0o600 }))
      renameSync(temporary, join(this.#folder, name))
    } catch (error) {
      rmSync(temporary, { force: true })
      throw error
    }
  }
}

const announcedBy = ({ pid, started, id = '' }: Holder): string => `${pid}-${started}-${id}${endings.announced}`

const isAwaited = ({ holder, since }: Announced): boolean =>
  Date.now() - since < patienceMilliseconds && isAlive(holder)

/** Announces requests for these web servers. Returns a function that retracts this. */
export const announceRequests = (servers: readonly string[], { home, holder }: World): (() => void) => {
  const queues = servers.map((server) => new Queue(home, server))
  for (const queue of queues) queue.announce(holder)
  return () => {
    for (const queue of queues) queue.retract(holder)
  }
}

/** Acts while nobody else changes the configuration of the server. */
export const withServerLock = <Value>(server: string, world: World, act: () => Promise<Value>): Promise<Value> =>
  world.exclusively(`web-${server.slice(1)}`, act)

/** Carries out requests for one web server, together with the requests that other tasks have posted. */
export const requestTogether = async (
  known: ControlledServer,
  requests: readonly WebRequest[],
  world: Run,
): Promise<readonly Outcome[]> => {
  const queue = new Queue(world.home, known.server)
  const mine = queue.post(world.holder, requests)
  try {
    return await withServerLock(
      known.server,
      world,
      async () => queue.repliedTo(mine.id) ?? (await serveQueue(queue, mine, known, world)),
    )
  } finally {
    queue.remove(mine.id)
  }
}

const serveQueue = async (
  queue: Queue,
  mine: Posted,
  known: ControlledServer,
  world: Run,
): Promise<readonly Outcome[]> => {
  queue.clear()
  await queue.collectBatch(mine)
  const posted = queue.posted(mine)
  const outcomes = await serveRequests(
    known,
    posted.flatMap(({ requests }) => requests),
    world,
  )
  let start = 0
  const shares = posted.map(({ id, requests }) => ({ id, outcomes: outcomes.slice(start, (start += requests.length)) }))
  for (const share of shares) if (share.id !== mine.id) queue.reply(share.id, share.outcomes)
  return shares.find(({ id }) => id === mine.id)?.outcomes ?? []
}
