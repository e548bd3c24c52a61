import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import { fillSecrets, hasSecret, maskSecrets } from '../contexts/secret.js'
import { ProvisionError } from '../errors.js'
import type { NewFile } from '../hosts/host.js'
import { accessDifferences } from './common/access.js'
import { filled } from './common/filled.js'
import type { Change, Step, StepKind } from './common/step.js'
import type { World } from './common/world.js'

/** A file with exactly this text, mode and group. Its directory is there, or is made by a step before. */
export interface FileStep extends Step {
  readonly kind: 'file'
  readonly path: string
  /** May have secret marks. */
  readonly text: string
  readonly mode: number
  readonly group?: string
}

interface Observed {
  /** The text on disk; where the step's text has a secret, only a digest, so that no plan has it. */
  readonly text?: string
  readonly digest?: string
  /** Whether the text is what the step wants, its secrets filled in. */
  readonly same: boolean
  readonly mode?: number
  readonly group?: string
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')

const observe = (step: FileStep, { host: { files }, vault }: World): Observed => {
  const text = files.text(step.path)
  const state = text === undefined ? undefined : files.state(step.path)
  if (text === undefined || state === undefined) return { same: false }
  if (state.kind !== 'file')
    throw new ProvisionError('DRUSH_PERM_ERROR', `${step.path} is no plain file`, { fix: `move it away` })
  const wanted = fillSecrets(step.text, vault.read)
  return {
    ...(hasSecret(step.text) ? { digest: digestOf(text) } : { text }),
    same: text === wanted,
    mode: state.mode,
    group: state.group,
  }
}

const change = (step: FileStep, observed: Observed): Change | undefined => {
  const exists = observed.mode !== undefined
  const detail = exists ? accessDifferences(step, observed).join(', ') : ''
  if (observed.same && detail === '') return undefined
  return {
    action: exists ? 'change' : 'create',
    ...(observed.same ? {} : { before: observed.text ?? '', after: maskSecrets(step.text) }),
    ...(detail === '' ? {} : { detail }),
  }
}

const newFile = ({ path, text, mode, group }: FileStep, { vault }: World): NewFile => ({
  path,
  mode,
  group,
  text: () => filled(path, text, vault),
})

const keptIn = (folder: string): string => `${folder}/file`

/** Writes a file whole, under its final name only when it is complete. */
export const file: StepKind<FileStep, Observed> = {
  kind: 'file',
  observe: (steps, world) => steps.map((step) => observe(step, world)),
  change,
  prepare: ({ path }, observed, keep, { host: { files } }) => {
    if (observed.mode === undefined) return { kept: false }
    const folder = keep()
    files.keep(path, keptIn(folder))
    return { kept: keptIn(folder) }
  },
  run: (prepared, world) => world.host.files.writeAll(prepared.map(({ step }) => newFile(step, world))),
  writes: ({ path }) => [path],
  undo: ({ step: { path }, before: { kept } }, { host: { files } }) => {
    if (typeof kept !== 'string') files.remove(path)
    else if (files.state(kept) !== undefined && files.state(dirname(path)) !== undefined) files.putBack(kept, path)
  },
}
