import { ProvisionError, together } from '../errors.js'
import { groupBy } from '../lib/group-by.js'
import { command } from '../lib/shell-word.js'
import { sizes } from './sql/databases.js'
import { keepNothing, nothingToDo } from './common/attempt.js'
import { type StepKind, defaultBatch } from './common/kind.js'
import type { Step } from './common/step.js'
import type { World } from './common/world.js'

/** Folders or databases of a client, and how many bytes they may hold together. */
interface Limited {
  /** As it was given: `20G`. */
  readonly limit: string
  readonly bytes: number
  /** Each on a host, or on the server of databases. */
  readonly of: readonly { readonly on: string; readonly name: string }[]
}

/** What a client may have. What would add to it is refused where that is used up. */
export interface QuotaStep extends Step {
  readonly kind: 'quota'
  readonly stage: 'secret'
  readonly client: string
  /** Whether the client would get more: a site that was never verified. */
  readonly grows: boolean
  readonly sites?: { readonly most: number; readonly names: readonly string[] }
  readonly disk?: Limited
  readonly database?: Limited
  /** Whether folders are measured to the end, however long that takes. */
  readonly isPatient: boolean
}

/** Bytes in use. Undefined where nothing is limited; null where it could not be measured, or took too long. */
interface Observed {
  readonly disk?: number | null
  readonly database?: number | null
}

const shortSeconds = 2
const longSeconds = 86_400

/** The bytes that folders take on one host, by `du`, which gives up after a while unless it has all the time. */
const diskOn = async (
  paths: readonly string[],
  on: string,
  isPatient: boolean,
  world: World,
): Promise<number | null> => {
  const words = ['du', '--summarize', '--total', '--block-size=1', '--files0-from=-'] as const
  const { stdout } = await world.host(on).run(words, {
    input: paths.join('\0'),
    env: { LC_ALL: 'C' },
    timeoutSeconds: isPatient ? longSeconds : shortSeconds,
  })
  const [, total] = /^(\d+)\ttotal$/m.exec(stdout) ?? []
  return total === undefined ? null : Number(total)
}

/** A server that cannot be asked is an error of what needs it. */
const databasesOn = (names: readonly string[], on: string, world: World): Promise<number | null> =>
  world
    .database(on)
    .then((database) => sizes(database, names))
    .catch(() => null)

type Measure = (names: readonly string[], on: string) => Promise<number | null>

const sum = async ({ of }: Limited, measure: Measure): Promise<number | null> => {
  const parts = await Promise.all(
    [...groupBy([...of], ({ on }) => on)].map(([on, group]) =>
      measure(
        group.map(({ name }) => name),
        on,
      ),
    ),
  )
  return parts.reduce<number | null>((all, part) => (all === null || part === null ? null : all + part), 0)
}

const observeOne = async ({ disk, database, isPatient }: QuotaStep, world: World): Promise<Observed> => ({
  ...(disk === undefined ? {} : { disk: await sum(disk, (paths, on) => diskOn(paths, on, isPatient, world)) }),
  ...(database === undefined ? {} : { database: await sum(database, (names, on) => databasesOn(names, on, world)) }),
})

/** Each client is measured once, for all of its sites in a task. */
const observe = async (steps: readonly QuotaStep[], world: World): Promise<readonly Observed[]> => {
  const measured = new Map<string, Promise<Observed>>()
  for (const step of steps) if (!measured.has(step.client)) measured.set(step.client, observeOne(step, world))
  return Promise.all(steps.map(async ({ client }) => (await measured.get(client)) ?? {}))
}

interface Excess {
  readonly property: string
  readonly why: string
  readonly fix: string
}

const units = [
  ['G', 2 ** 30],
  ['M', 2 ** 20],
  ['K', 2 ** 10],
] as const

const sizeText = (bytes: number): string => {
  const [unit, size] = units.find(([, least]) => bytes >= least) ?? ['K', 2 ** 10]
  return `${Math.ceil(bytes / size)}${unit}`
}

const sitesExcess = ({ sites, client }: QuotaStep): readonly Excess[] =>
  sites === undefined || sites.names.length <= sites.most
    ? []
    : [
        {
          property: 'quota_sites',
          why: `${client} may have ${sites.most === 1 ? 'one site' : `${sites.most} sites`}, and has ${sites.names.length} (${sites.names.join(', ')})`,
          fix: command`delete one with --forget, or provision-save ${client} --quota_sites=${String(sites.names.length)}`,
        },
      ]

const sizeExcess = (
  what: 'disk' | 'database',
  { client, [what]: limited }: QuotaStep,
  { [what]: bytes }: Observed,
): readonly Excess[] =>
  limited === undefined || bytes === undefined || bytes === null || bytes < limited.bytes
    ? []
    : [
        {
          property: `quota_${what}`,
          why: `${client} may use ${limited.limit} of ${what}, and uses ${sizeText(bytes)}`,
          fix: command`remove something, or provision-save ${client} --quota_${what}=…`,
        },
      ]

const excesses = (step: QuotaStep, observed: Observed): readonly Excess[] => [
  ...sitesExcess(step),
  ...sizeExcess('disk', step, observed),
  ...sizeExcess('database', step, observed),
]

const refused = ({ why, fix }: Excess, context: string): ProvisionError =>
  new ProvisionError('PROVISION_QUOTA_EXCEEDED', `${context}: ${why}`, { fix, context })

const notMeasured = ({ client }: QuotaStep): string =>
  `the folders of the sites of ${client} are too large to be measured in ${shortSeconds} seconds (--measure takes all the time that it needs)`

/** Measures what a client uses. Changes nothing; refuses what would add to it. */
export const stepKind: StepKind<QuotaStep, Observed, Record<string, never>> = {
  kind: 'quota',
  batch: defaultBatch,
  observe,
  change: (step, observed) => {
    const errors = step.grows ? excesses(step, observed).map((excess) => refused(excess, step.context)) : []
    if (errors.length > 0) throw together(errors)
    return undefined
  },
  warnings: (step, observed) => [
    ...excesses(step, observed).map(({ why, fix }) => `${why} (${fix})`),
    ...(observed.disk === null ? [notMeasured(step)] : []),
    ...(observed.database === null ? [`the databases of ${step.client} could not be measured`] : []),
  ],
  prepare: keepNothing,
  run: nothingToDo,
  undo: nothingToDo,
}
