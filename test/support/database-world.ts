import type { DatabaseServer } from '../../src/hosts/database.js'
import type { Before, Change, Outcome, Prepared, Step, StepKind } from '../../src/steps/common/step.js'
import type { World } from '../../src/steps/common/world.js'

/** What steps about databases use of a world: one server, and secrets in memory. */
export interface DatabaseWorld {
  readonly world: World
  readonly secrets: Map<string, string>
  /** The statements that were sent, in order. */
  readonly sent: string[]
}

const counted = (server: DatabaseServer, sent: string[]): DatabaseServer => ({
  ...server,
  query: (sql, values) => {
    sent.push(sql)
    return server.query(sql, values)
  },
})

export const databaseWorld = (server: DatabaseServer): DatabaseWorld => {
  const secrets = new Map<string, string>()
  const sent: string[] = []
  const world = {
    vault: { read: (context: string, property: string) => secrets.get(`${context} ${property}`) },
    database: (name: string) =>
      name === '@server_down' ? Promise.reject(new Error('nobody answers')) : Promise.resolve(counted(server, sent)),
  }
  return { world: world as unknown as World, secrets, sent }
}

/** What became of one step that was observed, prepared and run; `undefined` when it already held. */
export interface Applied<S extends Step> {
  readonly change: Change
  readonly prepared: Prepared<S>
  readonly outcome: Outcome
}

const throughJournal = (before: Before): Before => JSON.parse(JSON.stringify(before)) as Before

/** Does with steps of one kind what a task does with them: read, compare, prepare, run. */
export const apply = async <S extends Step, Observed>(
  kind: StepKind<S, Observed>,
  steps: readonly S[],
  world: World,
): Promise<readonly (Applied<S> | undefined)[]> => {
  const observed = await kind.observe(steps, world)
  const planned = steps.map((step, at) => ({ step, seen: observed[at] as Observed }))
  const changing = planned.flatMap(({ step, seen }) => {
    const change = kind.change(step, seen)
    return change === undefined ? [] : [{ step, seen, change }]
  })
  const prepared: Prepared<S>[] = []
  for (const { step, seen } of changing)
    prepared.push({ step, before: throughJournal(await kind.prepare(step, seen, () => '/nowhere', world)) })
  const outcomes = prepared.length === 0 ? [] : await kind.run(prepared, world)
  return steps.map((step) => {
    const at = changing.findIndex((one) => one.step === step)
    if (at < 0) return undefined
    return {
      change: changing[at]?.change as Change,
      prepared: prepared[at] as Prepared<S>,
      outcome: outcomes[at] as Outcome,
    }
  })
}

/** What a task finds to do, without doing it. */
export const changesOf = async <S extends Step, Observed>(
  kind: StepKind<S, Observed>,
  steps: readonly S[],
  world: World,
): Promise<readonly (Change | undefined)[]> => {
  const observed = await kind.observe(steps, world)
  return steps.map((step, at) => kind.change(step, observed[at] as Observed))
}

/** Accounts, grants and databases of a server, to be compared as a whole. */
export const stateOf = async (server: DatabaseServer): Promise<Readonly<Record<string, readonly unknown[]>>> => ({
  users: await server.query('SELECT * FROM mysql.user ORDER BY User, Host'),
  grants: await server.query('SELECT * FROM mysql.db ORDER BY User, Host, Db'),
  tables: await server.query(
    'SELECT User, Host, Db, Table_name, Table_priv FROM mysql.tables_priv ORDER BY User, Host',
  ),
  roles: await server.query('SELECT * FROM mysql.roles_mapping ORDER BY User, Host, Role'),
  databases: await server.query(
    "SELECT * FROM information_schema.SCHEMATA WHERE SCHEMA_NAME <> 'provision' ORDER BY SCHEMA_NAME",
  ),
})

/** The message of a refusal. */
export const refusalOf = (answer: Promise<unknown>): Promise<string> =>
  answer.then(
    () => 'not refused',
    (error: Error) => error.message,
  )
