import { ProvisionError } from '../../errors.js'
import { groupBy } from '../../lib/group-by.js'
import type { DatabaseServer } from '../../hosts/database.js'
import { StatementRefused } from '../../hosts/mysql.js'
import type { Outcome, Prepared } from '../common/kind.js'
import type { Step } from '../common/step.js'
import type { World } from '../common/world.js'

/** A step that is about one database server. */
export interface OnServer extends Step {
  /** Name of the server context. */
  readonly server: string
}

/** What was observed on a server that could not be asked: it concerns the steps of that server alone. */
export interface Unreachable {
  readonly unreachable: unknown
}

const indexesByServer = (servers: readonly string[]): ReadonlyMap<string, readonly number[]> =>
  groupBy([...servers.keys()], (at) => servers[at] ?? '')

interface Asking<Question, Answer> {
  readonly serverOf: (question: Question) => string
  readonly ask: (questions: readonly Question[], database: DatabaseServer) => Promise<readonly Answer[]>
  readonly failed: (error: unknown) => Answer
}

/** A server that answers, but refuses what concerns all steps: to read its accounts, or to keep the registry of owners. */
const refused = (server: string, error: unknown): unknown =>
  error instanceof StatementRefused
    ? new ProvisionError('PROVISION_DB_CONNECT_FAIL', `${server} refused: ${error.message}`, {
        cause: error,
        fix: `provision-verify ${server} tells what master_db lacks`,
      })
    : error

/** Asks each server once for all that is asked of it; gives the answers in the order of the questions. */
const perServer = async <Question, Answer>(
  questions: readonly Question[],
  world: World,
  { serverOf, ask, failed }: Asking<Question, Answer>,
): Promise<readonly Answer[]> => {
  const answers: Answer[] = []
  const askOne = async ([server, indexes]: readonly [string, readonly number[]]) => {
    const some = indexes.map((at) => questions[at] as Question)
    const given = await world
      .database(server)
      .then((database) => ask(some, database))
      .catch((error: unknown) => failed(refused(server, error)))
    for (const [nth, at] of indexes.entries()) answers[at] = Array.isArray(given) ? given[nth] : (given as Answer)
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

/** What was observed; or the error because of which it could not be. */
export const reached = <Observed extends object>(observed: Observed | Unreachable): Observed => {
  if ('unreachable' in observed) throw observed.unreachable
  return observed
}

/** Runs or undoes the steps of each server with its connection. */
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

/** Runs the steps that are of one part together, then the others; gives the outcomes in the order of all. */
export const inTwoParts = async <One, Other>(
  prepared: readonly (One | Other)[],
  isOne: (prepared: One | Other) => prepared is One,
  run: {
    readonly one: (prepared: readonly One[]) => Promise<readonly Outcome[]>
    readonly other: (prepared: readonly Other[]) => Promise<readonly Outcome[]>
  },
): Promise<readonly Outcome[]> => {
  const ones = prepared.filter(isOne)
  const others = prepared.filter(
    (each): each is Exclude<One | Other, One> => !isOne(each),
  ) as unknown as readonly Other[]
  const first = (ones.length === 0 ? [] : await run.one(ones)).values()
  const then = (others.length === 0 ? [] : await run.other(others)).values()
  return prepared.map((each) => (isOne(each) ? first : then).next().value as Outcome)
}
