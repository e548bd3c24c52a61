import { ProvisionError } from '../errors.js'
import type { Engine } from './engine.js'
import { Locked } from './locks.js'
import { abandonedContexts } from './abandoned-journals.js'
import { recover } from './recover.js'

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
    const message = `${context}: an earlier task left something that cannot be undone: ${leftOver.join('; ')}`
    super('PROVISION_RECOVERY_FAILED', message, {
      fix: 'remove the cause, then: provision-recover; it names what can be given up',
      context,
    })
  }
}

/** Undoes or finishes what dead tasks left half done on the contexts. */
export const recoverFirst = async (contexts: readonly string[], engine: Engine): Promise<Recovery> => {
  const recovered = await recover(engine, contexts)
  const errors = recovered.flatMap(({ stuck, leftOver }) =>
    stuck.map((context) => [context, new Stuck(context, leftOver)] as const),
  )
  return { any: recovered.length > 0, stuck: new Map(errors) }
}

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
