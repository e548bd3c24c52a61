import { ProvisionError } from '../errors.js'
import { command } from '../lib/shell-word.js'
import { shortId } from '../lib/short-id.js'
import type { Engine } from './engine.js'
import { Locked } from './locks.js'
import { abandonedContexts, abandonedJournals } from './abandoned-journals.js'
import { isKeptFailed, unsettledContexts } from './journal/states.js'
import { recover } from './recover.js'
import type { Recovered } from './settle.js'

/** The result of a recovery: whether it did anything, and which contexts stay blocked. */
export interface Recovery {
  readonly any: boolean
  readonly stuck: ReadonlyMap<string, ProvisionError>
}

/** An earlier task left the context half done, and that cannot be undone. */
export class Stuck extends ProvisionError {
  constructor(
    context: string,
    readonly leftOver: readonly string[],
  ) {
    super('PROVISION_RECOVERY_FAILED', `${context}: an earlier task left something that cannot be undone`, {
      fix: 'remove the cause, then: provision-recover; it names what can be given up',
      context,
    })
  }
}

const keptFailed = (context: string, { id, task }: Pick<Recovered, 'id' | 'task'>): ProvisionError =>
  new ProvisionError(
    'PROVISION_KEPT_FAILED',
    `${context}: ${task} has failed, and its state was kept to be looked at (--keep-failed)`,
    {
      fix: command`provision-recover undoes it, then retry; provision-journal ${shortId(id)} tells what has failed`,
      context,
    },
  )

const blocking = (recovered: Recovered): readonly (readonly [string, ProvisionError])[] =>
  recovered.stuck.map((context) => [
    context,
    recovered.how === 'kept failed' ? keptFailed(context, recovered) : new Stuck(context, recovered.leftOver),
  ])

/** Undoes or finishes what dead tasks left half done on the contexts. */
export const recoverFirst = async (contexts: readonly string[], engine: Engine): Promise<Recovery> => {
  const recovered = await recover(engine, contexts)
  return { any: recovered.some(({ how }) => how !== 'kept failed'), stuck: new Map(recovered.flatMap(blocking)) }
}

/** The contexts that a failed state blocks that was kept, with the error that says so. */
export const keptFailedContexts = (
  contexts: readonly string[],
  { home }: Pick<Engine, 'home'>,
): ReadonlyMap<string, ProvisionError> =>
  new Map(
    abandonedJournals(home, contexts)
      .filter(isKeptFailed)
      .flatMap((journal) =>
        unsettledContexts(journal)
          .filter((context) => contexts.includes(context))
          .map((context) => [context, keptFailed(context, journal.header)] as const),
      ),
  )

/** Releases the locked contexts, and says why others are not locked. */
export interface Acquired {
  readonly release: () => void
  readonly refused: ReadonlyMap<string, ProvisionError>
}

/** Locks contexts. Recovers again after waiting, because the task waited for may have died half-way. */
export const lockRecovered = async (
  contexts: readonly string[],
  engine: Engine,
  waitSeconds?: number,
  known: Recovery['stuck'] = new Map(),
): Promise<Acquired> => {
  const wanted = contexts.filter((context) => !known.has(context))
  const { release, refused } = await engine.locks.acquireFree(wanted, waitSeconds, engine.signal)
  const held = wanted.filter((context) => !refused.has(context))
  if (abandonedContexts(engine.home, held).length === 0) return { release, refused: new Map([...known, ...refused]) }
  release()
  return lockRecovered(contexts, engine, waitSeconds, new Map([...known, ...(await stuckAfterRecovery(held, engine))]))
}

/** Recovers only once: a recovery that cannot write its result would repeat for ever. */
const stuckAfterRecovery = async (contexts: readonly string[], engine: Engine): Promise<Recovery['stuck']> => {
  const { stuck } = await recoverFirst(contexts, engine)
  const still = abandonedContexts(engine.home, contexts).map(
    (context) => [context, new Stuck(context, ['its journal cannot be continued'])] as const,
  )
  return new Map([...still, ...stuck])
}

/** How long to wait for a shared lock, which is held for moments only. */
const sharedWaitSeconds = 30

const isHeld = (error: ProvisionError): boolean => error instanceof Locked

/** Waits until nobody holds the contexts any more, or the time is up. */
const becomeFree = async (contexts: readonly string[], { locks, signal }: Engine, seconds: number): Promise<void> => {
  const { release } = await locks.acquireFree(contexts, seconds, signal)
  release()
}

/**
 * Locks the contexts and a shared lock. Does not hold the shared lock while waiting for a context, so that others can
 * go on.
 */
export const lockWithShared = async (
  shared: readonly string[],
  contexts: readonly string[],
  engine: Engine,
  waitSeconds = 0,
): Promise<Acquired> => {
  if (shared.length === 0) return lockRecovered(contexts, engine, waitSeconds)
  const until = Date.now() + waitSeconds * 1000
  for (;;) {
    const acquired = await lockBoth(shared, contexts, engine)
    const held = [...acquired.refused].filter(([, error]) => isHeld(error)).map(([context]) => context)
    const left = (until - Date.now()) / 1000
    if (held.length === 0 || left <= 0) return acquired
    acquired.release()
    await becomeFree(held, engine, left)
  }
}

const lockBoth = async (shared: readonly string[], contexts: readonly string[], engine: Engine): Promise<Acquired> => {
  const common = await engine.locks.acquireAll(shared, sharedWaitSeconds)
  try {
    const { release, refused } = await lockRecovered(contexts, engine)
    return {
      refused,
      release: () => {
        release()
        common.release()
      },
    }
  } catch (error) {
    common.release()
    throw error
  }
}
