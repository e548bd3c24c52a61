import { asRoot, refused } from './common/root-helper.js'
import { attemptEach, keepNothing } from './common/attempt.js'
import { readOne } from './common/on-hosts.js'
import { type Prepared, type StepKind, defaultBatch } from './common/kind.js'
import type { Step } from './common/step.js'
import type { Run } from './common/world.js'

/**
 * What PHP has made in a folder of a site as another user: that of the shared pool, or a former client. It stays theirs, and gets
 * ACLs for the new one. It is planned where a site changes hands, and walks the folder then alone.
 */
export interface SharedFilesStep extends Step {
  readonly kind: 'shared-files'
  readonly path: string
  readonly user: string
  /** Path of the root helper on the step's host. */
  readonly helper: string
}

interface Observed {
  /** Whether there is anything in the folder. */
  readonly filled: boolean
}

const ask = async (
  verb: 'share' | 'unshare',
  { step: { host: name, helper, user, path } }: Prepared<SharedFilesStep>,
  run: Run,
): Promise<void> => {
  const host = run.host(name)
  const { code, stderr } = await host.run(await asRoot(host, [helper, verb, user, path]), { timeoutSeconds: 3600 })
  if (code !== 0) throw refused(`${verb} what is in ${path}`, stderr)
}

/** Lets the new user of PHP read and change what the former one has made. Undo takes that right back. */
export const stepKind: StepKind<SharedFilesStep, Observed, Record<string, never>> = {
  kind: 'shared-files',
  batch: defaultBatch,
  observe: async (steps, world) =>
    (await readOne(steps, world, ({ path }) => ({ path, names: true }))).map(({ names = [] }) => ({
      filled: names.length > 0,
    })),
  change: ({ user }, { filled }) => (filled ? { action: 'change', detail: `for ${user}` } : undefined),
  prepare: (observations) => keepNothing(observations),
  run: (prepared, run) => attemptEach(prepared, (one) => ask('share', one, run)),
  undo: (prepared, run) => attemptEach(prepared, (one) => ask('unshare', one, run)),
  undoing: ({ step: { path, user } }) => ({
    action: 'change',
    title: `remove the rights of ${user} to what is in ${path}`,
  }),
}
