import { ProvisionError } from '../errors.js'
import type { Host, Words } from '../hosts/host.js'
import { shellWord } from '../lib/shell-word.js'
import { attemptEach, nothingToDo } from './common/attempt.js'
import { type StepKind, defaultBatch } from './common/kind.js'
import type { Step } from './common/step.js'

/** Folders with code that people change. Whoever does not work for the site any more must not go on changing it. */
export interface CodeTreeStep extends Step {
  readonly kind: 'code-tree'
  readonly paths: readonly string[]
  /** Who may own what is in them, besides members of these groups. */
  readonly users: readonly string[]
  readonly groups: readonly string[]
  /** Whom ACLs in them may name: `group:acme`. */
  readonly entries: readonly string[]
}

interface Observed {
  /** Owners of something in them who do not work for the site. */
  readonly strangers: readonly string[]
  /** Whom ACLs in them name, and should not. */
  readonly strays: readonly string[]
}

const linesOf = async (words: Words, host: Host): Promise<readonly string[]> => {
  const { stdout } = await host.run(words)
  return [...new Set(stdout.split('\n'))].filter((line) => line !== '')
}

const isStranger = async (owner: string, groups: ReadonlySet<string>, host: Host): Promise<boolean> => {
  const [line = ''] = await linesOf(['id', '-Gn', '--', owner], host)
  return !line.split(' ').some((group) => groups.has(group))
}

const strangersIn = async ({ paths, users, groups }: CodeTreeStep, host: Host): Promise<readonly string[]> => {
  const owners = await linesOf(['find', ...paths, '-printf', '%u\n'], host)
  const others = owners.filter((owner) => !users.includes(owner))
  const strange = await Promise.all(others.map((owner) => isStranger(owner, new Set(groups), host)))
  return others.filter((_, index) => strange[index])
}

const straysIn = async ({ paths, entries }: CodeTreeStep, host: Host): Promise<readonly string[]> => {
  const lines = await linesOf(['getfacl', '-RPsc', '--absolute-names', '--', ...paths], host)
  const named = lines.flatMap((line) => /^(?:default:)?((?:user|group):[^:]+):/.exec(line)?.[1] ?? [])
  return [...new Set(named)].filter((name) => !entries.includes(name)).sort()
}

const takenFrom = (strays: readonly string[]): string => strays.flatMap((name) => [name, `default:${name}`]).join(',')

const withoutStrays = ({ paths }: CodeTreeStep, strays: readonly string[]): Words => [
  'setfacl',
  '-RPn',
  '-x',
  takenFrom(strays),
  '--',
  ...paths,
]

const refuseStrangers = ({ context, paths, users }: CodeTreeStep, strangers: readonly string[]): void => {
  if (strangers.length === 0) return
  const [owner = '', folders] = [users[0], paths.map(shellWord).join(' ')]
  throw new ProvisionError(
    'PROVISION_FOREIGN_OWNER',
    `${context}: ${strangers.join(', ')} owns code of the site, and works for none of its groups`,
    {
      fix: `look at it; then as root: chown -hR ${shellWord(owner)} ${folders} && setfacl -RPb ${folders}; or add the user to a group of the site`,
      context,
    },
  )
}

const notTaken = ({ context }: CodeTreeStep, words: Words, why: string): ProvisionError =>
  new ProvisionError('DRUSH_PERM_ERROR', `${context}: cannot take away access to its code: ${why.trim()}`, {
    fix: `as root: ${words.map(shellWord).join(' ')}`,
    context,
  })

/** Takes away the access of groups that do not work for a site any more. Refuses code that a stranger owns. */
export const stepKind: StepKind<CodeTreeStep, Observed, { readonly strays: readonly string[] }> = {
  kind: 'code-tree',
  batch: defaultBatch,
  observe: async (steps, world) => {
    const observed: Observed[] = []
    for (const step of steps) {
      const host = world.host(step.host)
      observed.push({ strangers: await strangersIn(step, host), strays: await straysIn(step, host) })
    }
    return observed
  },
  change: (step, { strangers, strays }) => {
    refuseStrangers(step, strangers)
    return strays.length === 0 ? undefined : { action: 'change', detail: `no access any more: ${strays.join(', ')}` }
  },
  prepare: (observations) => observations.map(({ observed: { strays } }) => ({ ok: true, before: { strays } })),
  run: (prepared, run) =>
    attemptEach(prepared, async ({ step, before: { strays } }) => {
      const words = withoutStrays(step, strays)
      const { code, stderr } = await run.host(step.host).run(words)
      if (code !== 0) throw notTaken(step, words, stderr)
    }),
  undo: nothingToDo,
  irreversible: () => 'access to code that was taken away is not given back',
}
