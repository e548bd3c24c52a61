import { createHash, randomBytes } from 'node:crypto'
import type { Secret, Vault } from '../contexts/vault.js'
import { attemptEach, prepareEach } from './common/attempt.js'
import { type Change, type Held, type Prepared, type StepKind, defaultBatch } from './common/kind.js'
import type { Step } from './common/step.js'
import type { Run } from './common/world.js'

/**
 * A secret that a context must have. It is generated if missing, or comes from the user (`given`), and is never part of
 * the plan.
 */
export interface SecretStep extends Step {
  readonly kind: 'secret'
  readonly owner: string
  readonly property: string
  /** Length of a generated secret, in characters. */
  readonly length?: number
  /**
   * What is wanted: that it exists, that it is the one given with this command, that it is another one than before, or
   * that it is removed.
   */
  readonly want?: 'given' | 'renewed' | 'gone'
}

interface Observed {
  readonly known: boolean
  /** Whether it equals the given one. */
  readonly same: boolean
}

/** The path of the backup; false if there was no secret. */
interface Before {
  readonly kept: string | false
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const defaultLength = 24

/** Bytes above the last whole multiple of the alphabet would make its first letters more likely. */
const fairBytes = 256 - (256 % alphabet.length)

const generate = (length: number): string => {
  let text = ''
  while (text.length < length)
    for (const byte of randomBytes(2 * length))
      if (byte < fairBytes && text.length < length) text += alphabet[byte % alphabet.length]
  return text
}

const valueOf = ({ owner, property, want, length = defaultLength }: SecretStep, vault: Vault): string | undefined => {
  if (want === 'gone') return undefined
  // Nobody reads a secret that is renewed, until it is.
  return want === 'given' ? vault.given(owner, property) : (vault.read(owner, property) ?? generate(length))
}

/** Writes all secrets together. If one has to be removed, one by one. */
const run = (prepared: readonly Prepared<SecretStep, Before>[], { vault }: Run) => {
  const valued = prepared.map(({ step }) => ({ step, value: valueOf(step, vault) }))
  const kept = valued.flatMap(({ step: { owner, property }, value }): readonly Secret[] =>
    value === undefined ? [] : [{ context: owner, property, value }],
  )
  if (kept.length === prepared.length) return vault.writeAll(kept)
  return attemptEach(valued, ({ step: { owner, property }, value }) => vault.write(owner, property, value))
}

const change = ({ want }: SecretStep, { known, same }: Observed): Change | undefined => {
  if (want === 'gone') return known ? { action: 'delete' } : undefined
  if (want === 'given' ? same : known && want !== 'renewed') return undefined
  return { action: known ? 'change' : 'create' }
}

const prepare = ({ owner, property }: SecretStep, { known }: Observed, folder: string, vault: Vault): Before => {
  if (!known) return { kept: false }
  const kept = `${folder}/secret`
  vault.keep(owner, property, kept)
  return { kept }
}

const undo = ({ step: { owner, property }, before: { kept } }: Prepared<SecretStep, Before>, vault: Vault): void =>
  kept === false ? vault.write(owner, property, undefined) : vault.restore(owner, property, kept)

const digest = (secret: string | undefined): string | undefined =>
  secret === undefined ? undefined : createHash('sha256').update(secret).digest('hex')

const held = ({ owner, property }: SecretStep, { known }: Observed): Held => ({
  place: `secret:${owner}/${property}`,
  state: known ? 'filled' : 'gone',
})

/** Stores a secret in the secrets file of its context. */
export const stepKind: StepKind<SecretStep, Observed, Before> = {
  kind: 'secret',
  batch: defaultBatch,
  observe: (steps, { vault }) =>
    steps.map(({ owner, property }) => {
      const known = vault.has(owner, property)
      return { known, same: known && vault.read(owner, property) === vault.given(owner, property) }
    }),
  change,
  held,
  prepare: (observations, world) =>
    prepareEach(observations, ({ step, observed }) => prepare(step, observed, world.keep(step), world.vault)),
  run,
  writes: ({ owner }, { vault }) => [vault.path(owner)],
  undo: (prepared, { vault }) => attemptEach(prepared, (prepared) => undo(prepared, vault)),
  undoing: ({ step: { owner, property }, before: { kept } }) =>
    kept === false
      ? { action: 'delete', title: `remove the secret ${property} of ${owner}` }
      : { action: 'change', title: `restore the secret ${property} of ${owner}` },
  restores: ({ before: { kept } }) => (kept === false ? [] : [{ from: kept }]),
  result: (prepared, { vault }) => prepared.map(({ step: { owner, property } }) => digest(vault.read(owner, property))),
}
