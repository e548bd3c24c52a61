import { randomBytes } from 'node:crypto'
import type { Secret, Vault } from '../contexts/vault.js'
import { inOrder } from './common/in-order.js'
import type { Prepared, Step, StepKind } from './common/step.js'
import type { World } from './common/world.js'

/** A secret that a context must have: generated when it is missing, or put there by the user (`given`), never part of the plan. */
export interface SecretStep extends Step {
  readonly kind: 'secret'
  readonly owner: string
  readonly property: string
  /** Characters of a generated one. */
  readonly length?: number
  /** What must be true of it: it is there, it is the one that the user gave with this command, or it is gone. */
  readonly want?: 'given' | 'gone'
}

interface Observed {
  readonly known: boolean
  readonly same: boolean
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const usualLength = 24

/** Bytes beyond the last whole alphabet would make its first letters likelier. */
const fairBytes = 256 - (256 % alphabet.length)

const generate = (length: number): string => {
  let text = ''
  while (text.length < length)
    for (const byte of randomBytes(2 * length))
      if (byte < fairBytes && text.length < length) text += alphabet[byte % alphabet.length]
  return text
}

const valueOf = ({ owner, property, want, length = usualLength }: SecretStep, vault: Vault): string | undefined => {
  if (want === 'gone') return undefined
  return want === 'given' ? vault.given(owner, property) : generate(length)
}

/** All that are kept are written together; where one goes, one by one. */
const run = (prepared: readonly Prepared<SecretStep>[], { vault }: World) => {
  const values = prepared.map(({ step }) => valueOf(step, vault))
  const kept = prepared.flatMap(({ step: { owner, property } }, at): readonly Secret[] => {
    const value = values[at]
    return value === undefined ? [] : [{ context: owner, property, value }]
  })
  if (kept.length === prepared.length) return vault.writeAll(kept)
  const valueBy = new Map(prepared.map((one, at) => [one.step, values[at]]))
  return inOrder(prepared, ({ step }) => vault.write(step.owner, step.property, valueBy.get(step)))
}

/** Keeps a secret in the file of its context's secrets. */
export const secret: StepKind<SecretStep, Observed> = {
  kind: 'secret',
  observe: (steps, { vault }) =>
    steps.map(({ owner, property }) => {
      const known = vault.read(owner, property)
      return { known: known !== undefined, same: known === vault.given(owner, property) }
    }),
  change: ({ want }, { known, same }) => {
    if (want === 'gone') return known ? { action: 'delete' } : undefined
    if (want === 'given' ? same : known) return undefined
    return { action: known ? 'change' : 'create' }
  },
  prepare: ({ owner, property }, { known }, keep, { vault }) => {
    if (!known) return { kept: false }
    const kept = `${keep()}/secret`
    vault.keep(owner, property, kept)
    return { kept }
  },
  run,
  writes: ({ owner }, { vault }) => [vault.path(owner)],
  undo: ({ step: { owner, property }, before: { kept } }, { vault }) =>
    typeof kept === 'string' ? vault.restore(owner, property, kept) : vault.write(owner, property, undefined),
}
