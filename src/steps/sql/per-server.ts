import { ProvisionError } from '../../errors.js'
import { groupBy } from '../../lib/group-by.js'
import type { DatabaseServer } from '../../hosts/database.js'
import { StatementRefused } from '../../hosts/mysql.js'
import type { Outcome, Prepared } from '../common/kind.js'
import type { Step } from '../common/step.js'
import type { World } from '../common/world.js'

/** A step on one database server. */
export interface OnServer extends Step {
  /** Name of the server context. */
  readonly server: string
}

/** The observation on a server that cannot be reached. It affects only the steps of that server. */
export interface Unreachable {
  readonly unreachable: unknown
}

const indexesByServer = (servers: readonly string[]): ReadonlyMap<string, readonly number[]> =>
  groupBy([...servers.keys()], (index) => servers[index] ?? '')

interface Asking<Question, Answer> {
  readonly serverOf: (question: Question) => string
  readonly ask: (questions: readonly Question[], database: DatabaseServer) => Promise<readonly Answer[]>
  readonly failed: (error: unknown) => Answer
}

/**
 * The error of a server that answers, but refuses something all steps need: reading its accounts, or writing the
 * registry of owners.
 */
const refused = (server: string, error: unknown): unknown =>
  error instanceof StatementRefused
    ? new ProvisionError('PROVISION_DB_CONNECT_FAIL', `${server} refused: ${error.message}`, {
        cause: error,
        fix: error.fix,
      })
    : error

/** Asks each server once for all its questions. Returns the answers in the order of the questions. */
const perServer = async <Question, Answer>(
  questions: readonly Question[],
  world: World,
  { serverOf, ask, failed }: Asking<Question, Answer>,
): Promise<readonly Answer[]> => {
  const answers: Answer[] = []
  const askOne = async ([server, indexes]: readonly [string, readonly number[]]) => {
    const group = indexes.map((index) => questions[index] as Question)
    const answered = await world
      .database(server)
      .then((database) => ask(group, database))
      .catch((error: unknown) => failed(refused(server, error)))
    for (const [position, index] of indexes.entries())
      answers[index] = Array.isArray(answered) ? answered[position] : (answered as Answer)
  }
  await Promise.all([...indexesByServer(questions.map(serverOf))].map(askOne))
  return answers
}

export const observePerServer = <S extends OnServer, Observed>(
  steps: readonly S[],
  world: World,
  read: (steps: readonly S[], database: DatabaseServer) => Promise<readonly Observed[]>,
): Promise<readonly (Observed | Unreachable)[]> =>
  perServer<S, Observed | Unreachable>(steps, world, {
    serverOf: ({ server }) => server,
    ask: read,
    failed: (unreachable) => ({ unreachable }),
  })

/** Returns the observation, or throws the error why there is none. */
export const reached = <Observed extends object>(observed: Observed | Unreachable): Observed => {
  if ('unreachable' in observed) throw observed.unreachable
  return observed
}

/** Runs or undoes the steps of each server, with one connection to it. */
export const runPerServer = <S extends OnServer, Before>(
  prepared: readonly Prepared<S, Before>[],
  world: World,
  run: (prepared: readonly Prepared<S, Before>[], database: DatabaseServer) => Promise<readonly Outcome[]>,
): Promise<readonly Outcome[]> =>
  perServer<Prepared<S, Before>, Outcome>(prepared, world, {
    serverOf: ({ step }) => step.server,
    ask: run,
    failed: (error) => ({ ok: false, error }),
  })

/** Runs the matching steps together, then the rest. Returns the outcomes in the original order. */
export const inTwoParts = async <One, Other>(
  prepared: readonly (One | Other)[],
  isOne: (prepared: One | Other) => prepared is One,
  run: {
    readonly matching: (prepared: readonly One[]) => Promise<readonly Outcome[]>
    readonly rest: (prepared: readonly Other[]) => Promise<readonly Outcome[]>
  },
): Promise<readonly Outcome[]> => {
  const ones = prepared.filter(isOne)
  const others = prepared.filter(
    (each): each is Exclude<One | Other, One> => !isOne(each),
  ) as unknown as readonly Other[]
  const first = (ones.length === 0 ? [] : await run.matching(ones)).values()
  const then = (others.length === 0 ? [] : await run.rest(others)).values()
  return prepared.map((each) => (isOne(each) ? first : then).next().value as Outcome)
}
