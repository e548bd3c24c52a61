import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ProvisionError } from '../errors.js'
import { type Holder, isAlive } from '../hosts/holder.js'
import { ignoringMissing } from '../hosts/missing.js'
import type { Outcome } from './step.js'
import { type WebOrder, serveOrders } from './web-server.js'
import type { WebControl } from './web.js'
import type { World } from './world.js'

interface Posted {
  readonly id: string
  readonly holder: Holder
  readonly orders: readonly WebOrder[]
}

/** An outcome as another process can read it. */
type Answer =
  | { readonly ok: true }
  | {
      readonly ok: false
      readonly code: string
      readonly message: string
      readonly fix?: string
      readonly context?: string
    }

const answerOf = (outcome: Outcome): Answer => {
  if (outcome.ok) return { ok: true }
  const { code, message, fix, context } = outcome.error as ProvisionError
  return {
    ok: false,
    code,
    message,
    ...(fix === undefined ? {} : { fix }),
    ...(context === undefined ? {} : { context }),
  }
}

const outcomeOf = (answer: Answer): Outcome => {
  if (answer.ok) return answer
  const { code, message, fix, context } = answer
  return {
    ok: false,
    error: new ProvisionError(code, message, {
      ...(fix === undefined ? {} : { fix }),
      ...(context === undefined ? {} : { context }),
    }),
  }
}

const posts = '.order.json'
const answers = '.answer.json'

/**
 * Where processes leave what they want of one web server. Whoever gets the server's lock carries out everything that
 * lies there, with one test and one reload, and leaves the answers: N verifies at once cost far fewer than N reloads.
 */
class Queue {
  readonly #folder: string

  constructor(home: string, server: string) {
    this.#folder = join(home, 'locks', 'web', server.slice(1))
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
  }

  post(holder: Holder, orders: readonly WebOrder[]): string {
    const id = `${Date.now()}-${randomBytes(6).toString('hex')}`
    this.#write(id + posts, { id, holder, orders })
    return id
  }

  /** What lies there of processes that live; what dead ones left is for their journals to undo. */
  posted(): readonly Posted[] {
    const all = readdirSync(this.#folder)
      .filter((name) => name.endsWith(posts) && !name.startsWith('.'))
      .sort()
      .map((name) => JSON.parse(readFileSync(join(this.#folder, name), 'utf8')) as Posted)
    for (const { id, holder } of all) if (!isAlive(holder)) this.remove(id)
    return all.filter(({ holder }) => isAlive(holder))
  }

  answer(id: string, outcomes: readonly Outcome[]): void {
    this.#write(id + answers, outcomes.map(answerOf))
    rmSync(join(this.#folder, id + posts), { force: true })
  }

  answered(id: string): readonly Outcome[] | undefined {
    const text = ignoringMissing(() => readFileSync(join(this.#folder, id + answers), 'utf8'))
    return text === undefined ? undefined : (JSON.parse(text) as readonly Answer[]).map(outcomeOf)
  }

  remove(id: string): void {
    for (const suffix of [posts, answers]) rmSync(join(this.#folder, id + suffix), { force: true })
  }

  #write(name: string, content: unknown): void {
    const temporary = join(this.#folder, `.${name}`)
    writeFileSync(temporary, JSON.stringify(content), { mode: 0o600 })
    renameSync(temporary, join(this.#folder, name))
  }
}

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
    return await world.exclusively(
      `web-${server.slice(1)}`,
      async () => queue.answered(mine) ?? (await lead(queue, mine, { server, control, world })),
    )
  } finally {
    queue.remove(mine)
  }
}

const lead = async (
  queue: Queue,
  mine: string,
  { server, control, world }: { server: string; control: WebControl; world: World },
): Promise<readonly Outcome[]> => {
  const posted = queue.posted()
  const outcomes = await serveOrders(
    server,
    control,
    posted.flatMap(({ orders }) => orders),
    world,
  )
  let at = 0
  const shares = posted.map(({ id, orders }) => ({ id, outcomes: outcomes.slice(at, (at += orders.length)) }))
  for (const share of shares) if (share.id !== mine) queue.answer(share.id, share.outcomes)
  return shares.find(({ id }) => id === mine)?.outcomes ?? []
}
