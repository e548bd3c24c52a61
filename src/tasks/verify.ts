import { usage } from '../errors.js'
import type { TaskPlanning } from '../planning/planning.js'
import { withPrerequisites } from '../planning/prerequisites.js'
import { allPresent, withReferring } from '../planning/select.js'
import { verifyIntent } from '../planning/verify-intent.js'
import { verifyWarnings } from '../planning/verify-warnings.js'
import { defaultStages } from '../steps/common/stages.js'
import { adoptFlag } from './common/adopting.js'
import { createGroupsFlag } from './common/creating-groups.js'
import { keepFailedFlag } from './common/keep-failed.js'
import { measureFlag } from './common/quota-flag.js'
import { defineTask } from './common/task.js'

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
    'provision provision-verify --all',
  ],
  words: 'optional contexts',
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
    ...keepFailedFlag,
  },
  stages: defaultStages,
  keeps: true,
  begin: ({ words, flags }, planning) => {
    refuseBoth(words, flags.all, flags.adopt)
    const handling = (name: string) => ({
      lossAccepted: flags['accept-data-loss'].includes(name),
      adopt: flags.adopt && words.includes(name),
    })
    return {
      contexts: withPrerequisites(chosen(words, flags, planning), planning),
      keepsFailed: flags['keep-failed'],
      alwaysCheck: !(flags.all || flags.platforms || flags.sites),
      want: (now) => ({
        intent: (name) => verifyIntent(name, now, handling(name)),
        warnings: (name) => verifyWarnings(name, now),
      }),
    }
  },
})
