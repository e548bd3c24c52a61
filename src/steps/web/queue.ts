import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Holder, isAlive } from '../../hosts/holder.js'
import { ignoringMissing } from '../../hosts/local/missing.js'
import { withPathInError } from '../../hosts/local/name-path.js'
import type { Outcome } from '../common/step.js'
import { type Answer, answerOf, outcomeOf } from './reply.js'
import { type WebOrder, serveOrders } from './server.js'
import type { WebControl } from './index.js'
import type { World } from '../common/world.js'

interface Posted {
  readonly id: string
  readonly holder: Holder
  readonly orders: readonly WebOrder[]
}

interface Announced {
  readonly holder: Holder
  /** Milliseconds since 1970. */
  readonly since: number
}

const posts = '.order.json'
const answers = '.answer.json'
const announcements = '.coming.json'

/** For how long a process that has said that it is coming is waited for. */
const patienceMilliseconds = 2_000
const pollMilliseconds = 5
const longestQuietMilliseconds = 1_000

/** For how long nobody has to have come, where others are at work: as one process has taken to get here, so will the others. */
const quiet = (): number => Math.min(longestQuietMilliseconds, process.uptime() * 1000)

/**
 * Where processes leave what they want of one web server. Whoever gets the server's lock carries out everything that
 * lies there, with one test and one reload, and leaves the answers: N verifies at once cost far fewer than N reloads.
 */
class Queue {
  readonly #folder: string

  constructor(home: string, server: string) {
    this.#folder = join(home, 'queue', 'web', server.slice(1))
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
  }

  post(holder: Holder, orders: readonly WebOrder[]): Posted {
    const posted = { id: `${Date.now()}-${randomBytes(6).toString('hex')}`, holder, orders }
    this.#write(posted.id + posts, posted)
    this.takeBack(holder)
    return posted
  }

  announce(holder: Holder): void {
    this.#write(announcedBy(holder), { holder, since: Date.now() })
  }

  takeBack(holder: Holder): void {
    rmSync(join(this.#folder, announcedBy(holder)), { force: true })
  }

  /**
   * Waits for those who have said that they are coming, and where others are at work, until no more of them come: what
   * they want costs no reload of its own then. Who is alone waits for nothing.
   */
  async gather(mine: Posted): Promise<void> {
    const [until, quietMilliseconds] = [Date.now() + patienceMilliseconds, quiet()]
    let [known, since] = ['', Date.now()]
    for (;;) {
      const [posted, coming] = [this.#names(posts).filter((name) => name !== mine.id + posts), this.#coming()]
      const others = [...posted, ...coming].join()
      if (others !== known) [known, since] = [others, Date.now()]
      const isQuiet = others === '' || Date.now() - since >= quietMilliseconds || Date.now() >= until
      if (isQuiet && coming.length === 0) return
      await delay(pollMilliseconds)
    }
  }

  #names(suffix: string): readonly string[] {
    return readdirSync(this.#folder).filter((name) => name.endsWith(suffix) && !name.startsWith('.'))
  }

  /** Announcements of processes that are still waited for. */
  #coming(): readonly string[] {
    return this.#names(announcements).filter((name) => {
      const announced = this.#read<Announced>(name)
      return announced !== undefined && isAwaited(announced)
    })
  }

  /** What lies there of processes that live, `mine` among it; what dead ones left is for their journals to undo. */
  posted(mine: Posted): readonly Posted[] {
    const all = [...this.#names(posts)]
      .sort()
      .flatMap((name) => (name === mine.id + posts ? mine : (this.#read<Posted>(name) ?? [])))
    for (const { id, holder } of all) if (!isAlive(holder)) this.remove(id)
    return all.filter(({ holder }) => isAlive(holder))
  }

  answer(id: string, outcomes: readonly Outcome[]): void {
    this.#write(id + answers, outcomes.map(answerOf))
    rmSync(join(this.#folder, id + posts), { force: true })
  }

  answered(id: string): readonly Outcome[] | undefined {
    return this.#read<readonly Answer[]>(id + answers)?.map(outcomeOf)
  }

  remove(id: string): void {
    for (const suffix of [posts, answers]) rmSync(join(this.#folder, id + suffix), { force: true })
  }

  /** A file that is there without its text, after a power cut, counts as none. */
  #read<Content>(name: string): Content | undefined {
    const text = ignoringMissing(() => readFileSync(join(this.#folder, name), 'utf8'))
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

const announcedBy = ({ pid, started }: Holder): string => `${pid}-${started}${announcements}`

const isAwaited = ({ holder, since }: Announced): boolean =>
  Date.now() - since < patienceMilliseconds && isAlive(holder)

/** Says that orders for these web servers are coming; returns what takes that back. */
export const announceOrders = (servers: readonly string[], { home, holder }: World): (() => void) => {
  const queues = servers.map((server) => new Queue(home, server))
  for (const queue of queues) queue.announce(holder)
  return () => {
    for (const queue of queues) queue.takeBack(holder)
  }
}

/** While nobody else changes the configuration of the server. */
export const alone = <Value>(server: string, world: World, act: () => Promise<Value>): Promise<Value> =>
  world.exclusively(`web-${server.slice(1)}`, act)

/** Carries out orders for one web server, together with those that other processes have posted meanwhile. */
export const orderTogether = async (
  server: string,
  control: WebControl,
  orders: readonly WebOrder[],
  world: World,
): Promise<readonly Outcome[]> => {
  const queue = new Queue(world.home, server)
  const mine = queue.post(world.holder, orders)
  try {
    return await alone(
      server,
      world,
      async () => queue.answered(mine.id) ?? (await lead(queue, mine, { server, control, world })),
    )
  } finally {
    queue.remove(mine.id)
  }
}

const lead = async (
  queue: Queue,
  mine: Posted,
  { server, control, world }: { server: string; control: WebControl; world: World },
): Promise<readonly Outcome[]> => {
  await queue.gather(mine)
  const posted = queue.posted(mine)
  const outcomes = await serveOrders(
    server,
    control,
    posted.flatMap(({ orders }) => orders),
    world,
  )
  let at = 0
  const shares = posted.map(({ id, orders }) => ({ id, outcomes: outcomes.slice(at, (at += orders.length)) }))
  for (const share of shares) if (share.id !== mine.id) queue.answer(share.id, share.outcomes)
  return shares.find(({ id }) => id === mine.id)?.outcomes ?? []
}
