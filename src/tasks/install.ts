import type { Context } from '../contexts/context.js'
import { type ContextRecord, type Values, isVerified } from '../contexts/record.js'
import type { Site } from '../contexts/types/site.js'
import type { Intent } from '../engine/plan.js'
import { ProvisionError } from '../errors.js'
import type { TaskPlanning } from '../planning/planning.js'
import { withPrerequisites } from '../planning/prerequisites.js'
import { renewed } from '../planning/recorded.js'
import { lookIntent, verifyAs, verifyIntent } from '../planning/verify-intent.js'
import { installSteps, serviceWarnings, withdrawSteps } from '../planning/service-steps.js'
import { defaultStages } from '../steps/common/stages.js'
import type { Step } from '../steps/common/step.js'
import { adoptFlag } from './common/adopting.js'
import { createGroupsFlag } from './common/creating-groups.js'
import { keepFailedFlag } from './common/keep-failed.js'
import { measureFlag } from './common/quota-flag.js'
import { type TaskRun, defineTask } from './common/task.js'
import { command } from '../lib/shell-word.js'

const platformLocked = ({ name, platform }: Site): ProvisionError =>
  new ProvisionError(
    'PROVISION_PLATFORM_LOCKED',
    `${name}: ${platform.name} is locked: no new site may be placed on it`,
    {
      fix: command`use another platform, or: provision-save ${platform.name} --locked=false`,
      context: name,
    },
  )

const installed = (record: ContextRecord, recorded: Values = {}): ContextRecord => ({
  ...record,
  recorded: { ...record.recorded, ...recorded, installed: true },
})

/** The steps that install the application. A site for a manual installation gets everything else. */
const applicationSteps = (site: Context, planning: TaskPlanning): readonly Step[] =>
  (site as Site).install_method === 'manual' ? [] : installSteps(site, planning)

/** Installs the application of a site, and records this. If it is installed, only looks whether its data is there. */
const installIntent = (name: string, planning: TaskPlanning, adopt: boolean): Intent => {
  const site = planning.contexts.typed('site', name)
  if (site.installed) return lookIntent(name, planning)
  if (site.platform.locked) throw platformLocked(site)
  return verifyAs(installed(planning.store.read(name)), planning, (context) => applicationSteps(context, planning), {
    adopt,
  })
}

/** What the sites need and was never verified is verified first. */
const installing = (sites: readonly string[], planning: TaskPlanning, adopt: boolean): TaskRun => ({
  contexts: withPrerequisites(sites, planning),
  of: undefined,
  want: (now) => ({
    intent: (name) => (sites.includes(name) ? installIntent(name, now, adopt) : verifyIntent(name, now)),
    warnings: (name) => serviceWarnings(now.contexts.get(name), now),
  }),
})

/** Installs a site. One that is verified is created beside the old one, which is removed once the new one answers. */
const reinstallIntent = (name: string, planning: TaskPlanning): Intent => {
  const [from, record] = [planning.contexts.typed('site', name), planning.store.read(name)]
  const isBeside = isVerified(record)
  const more = (to: Context): readonly Step[] => [
    ...applicationSteps(to, planning),
    ...(isBeside ? withdrawSteps({ from, to }, planning) : []),
  ]
  return verifyAs(installed(record, isBeside ? renewed(from, planning) : {}), planning, more, { lossAccepted: true })
}

const reinstalling = (sites: readonly string[]): TaskRun => ({
  contexts: sites,
  consents: sites.map((context) => ({ context, to: `losing the present data of ${context}` })),
  want: (planning) => ({ intent: (name) => reinstallIntent(name, planning) }),
})

export const task = defineTask({
  name: 'provision-install',
  summary: 'Install the application of a site. A failed installation is undone completely.',
  examples: [
    'provision @example.com provision-install',
    'provision provision-install @example.com --json',
    'provision provision-install @example.com --force-reinstall --confirm=@example.com',
  ],
  of: 'site',
  words: 'contexts',
  flags: {
    adopt: adoptFlag,
    ...createGroupsFlag,
    ...measureFlag,
    'force-reinstall': { takes: 'switch', description: 'install again; the present data of the site is lost' },
    ...keepFailedFlag,
  },
  stages: defaultStages,
  health: 'strict',
  begin: ({ words, flags }, planning) => ({
    ...(flags['force-reinstall'] ? reinstalling(words) : installing(words, planning, flags.adopt)),
    keepsFailed: flags['keep-failed'],
  }),
})
