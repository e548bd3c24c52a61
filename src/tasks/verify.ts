import { usage } from '../errors.js'
import { someOf } from '../lib/some-of.js'
import type { TaskPlanning } from '../planning/planning.js'
import { withPrerequisites } from '../planning/prerequisites.js'
import { allPresent, withReferring } from '../planning/select.js'
import { verifyIntent } from '../planning/verify-intent.js'
import { loadingWarnings, verifyWarnings } from '../planning/verify-warnings.js'
import { defaultStages } from '../steps/common/stages.js'
import { adoptFlag } from './common/adopting.js'
import { createGroupsFlag } from './common/creating-groups.js'
import { keepFailedFlag } from './common/keep-failed.js'
import { measureFlag } from './common/quota-flag.js'
import { defineTask } from './common/task.js'

const mostNamed = 5

interface Expansion {
  readonly platforms: boolean
  readonly sites: boolean
  readonly all: boolean
}

const refuseBoth = (words: readonly string[], all: boolean, adopt: boolean): void => {
  const fix = 'name contexts, or type --all'
  if (adopt && all)
    throw usage('--adopt cannot be combined with --all', 'name the contexts that are to have what is there')
  if (words.length === 0 && !all) throw usage('no context is named', fix)
  if (words.length > 0 && all) throw usage('--all cannot be combined with names', fix)
}

/** A name that is not verified was mistyped: the loss of another context would not be accepted. */
const refuseOthers = (accepted: readonly string[], contexts: readonly string[]): void => {
  const other = accepted.find((name) => !contexts.includes(name))
  if (other !== undefined)
    throw usage(
      `--accept-data-loss=${other} is none of the contexts to verify`,
      `one of these: ${someOf(contexts, mostNamed)}`,
    )
}

const chosen = (
  words: readonly string[],
  { platforms, sites, all }: Expansion,
  { contexts }: TaskPlanning,
): readonly string[] => {
  if (all) return allPresent(contexts)
  return withReferring(words, [...(platforms ? ['platform'] : []), ...(sites ? ['site'] : [])], contexts)
}

export const task = defineTask({
  name: 'provision-verify',
  summary: 'Make the servers match their contexts. Only differences are changed.',
  examples: [
    'provision @example.com provision-verify',
    'provision provision-verify @platform_x --sites --jobs=4',
    "provision provision-verify '@*.example.com' --check --diff",
    'provision provision-list --server=@server_web --format=names | provision provision-verify -',
    'provision provision-verify @example.com --adopt --dry-run --diff',
    'provision provision-verify @example.com --fix-permissions',
    'provision provision-verify --all',
  ],
  words: 'optional contexts',
  skipsDeleted: true,
  flags: {
    adopt: adoptFlag,
    ...createGroupsFlag,
    ...measureFlag,
    platforms: { takes: 'switch', description: 'also the platforms on these servers' },
    sites: { takes: 'switch', description: 'also the sites on these platforms, or on the platforms of these servers' },
    all: { takes: 'switch', description: 'all contexts that are not deleted' },
    'accept-data-loss': {
      takes: 'texts',
      value: '@NAME',
      description: 'make anew, empty, what held data of this context and is gone',
    },
    'fix-permissions': {
      takes: 'switch',
      description: 'also set mode, group and ACL of everything in the folders of sites and in the code of platforms',
    },
    ...keepFailedFlag,
  },
  stages: defaultStages,
  keeps: true,
  begin: ({ words, flags }, planning) => {
    refuseBoth(words, flags.all, flags.adopt)
    const handling = (name: string) => ({
      lossAccepted: flags['accept-data-loss'].includes(name),
      adopt: flags.adopt && words.includes(name),
      fixesPermissions: flags['fix-permissions'],
    })
    const contexts = withPrerequisites(chosen(words, flags, planning), planning)
    refuseOthers(flags['accept-data-loss'], contexts)
    return {
      contexts,
      ...loadingWarnings(contexts, planning),
      keepsFailed: flags['keep-failed'],
      alwaysCheck: !(flags.all || flags.platforms || flags.sites),
      want: (now) => ({
        intent: (name) => verifyIntent(name, now, handling(name)),
        warnings: (name) => verifyWarnings(name, now),
      }),
    }
  },
})
