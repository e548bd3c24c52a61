/** What an entry of an ACL allows, as `ls` writes it. */
export type Rights = `${'r' | '-'}${'w' | '-'}${'x' | '-'}`

/** Entries of an ACL besides those of the owner and of all others, which the mode has. */
export interface AclEntries {
  /** What the owning group may. The group bits of the mode are what any of these entries allows at most. */
  readonly owningGroup: Rights
  /** What other users and groups may: `group:acme`. */
  readonly named: Readonly<Record<`user:${string}` | `group:${string}`, Rights>>
}

/** A POSIX ACL of a file or folder. */
export interface Acl extends AclEntries {
  /** What everything that is made in a folder gets. Its owner may do anything with it. */
  readonly inherited?: Inherited
}

interface Inherited extends AclEntries {
  /** What all others may; nothing if not given. */
  readonly others?: Rights
}

/** The rights in a digit of a mode. */
export const rightsOf = (digit: number): Rights =>
  `${digit & 4 ? 'r' : '-'}${digit & 2 ? 'w' : '-'}${digit & 1 ? 'x' : '-'}`

/** What is left of rights below a mask. */
const masked = (rights: Rights, mask: Rights): Rights =>
  [...rights].map((right, index) => (mask[index] === '-' ? '-' : right)).join('') as Rights

const maskedEntries = ({ owningGroup, named }: AclEntries, mask: Rights): AclEntries => ({
  owningGroup: masked(owningGroup, mask),
  named: Object.fromEntries(Object.entries(named).map(([name, rights]) => [name, masked(rights, mask)])),
})

const groupDigit = (mode: number): number => (mode >> 3) & 7

/** What the entries of an ACL allow in effect, with a mode whose group bits are the mask. */
export const effective = ({ inherited, ...entries }: Acl, mode: number): Acl => ({
  ...maskedEntries(entries, rightsOf(groupDigit(mode))),
  ...(inherited === undefined ? {} : { inherited }),
})

const entriesText = ({ owningGroup, named }: AclEntries): readonly string[] => [
  `group::${owningGroup}`,
  ...Object.entries(named).map(([name, rights]) => `${name}:${rights}`),
]

const everything: Rights = 'rwx'
const nothing: Rights = '---'

/** All entries of an ACL with a mode, as `setfacl` reads them. */
export const aclLines = (acl: Acl | undefined, mode: number): readonly string[] => {
  const { inherited, ...entries } = acl ?? { owningGroup: rightsOf(groupDigit(mode)), named: {} }
  return [
    `user::${rightsOf(mode >> 6)}`,
    ...entriesText(entries),
    ...(acl === undefined ? [] : [`mask::${rightsOf(groupDigit(mode))}`]),
    `other::${rightsOf(mode)}`,
    ...(inherited === undefined
      ? []
      : [
          `user::${everything}`,
          ...entriesText(inherited),
          `mask::${everything}`,
          `other::${inherited.others ?? nothing}`,
        ].map((line) => `default:${line}`)),
  ]
}

type Entry = readonly [name: string, rights: Rights]

const entryIn = (line: string): Entry => {
  const [, name = '', rights = nothing] = /^((?:user|group|mask|other):.*):(...)$/s.exec(line) ?? []
  return [name, rights as Rights]
}

/** The entries of one part of an ACL, below its mask. Undefined if there are none but those of a mode. */
const entriesOf = (lines: readonly string[]): AclEntries | undefined => {
  const all = new Map(lines.map(entryIn))
  const mask = all.get('mask:')
  if (mask === undefined) return undefined
  const named = [...all].filter(([name]) => /^(?:user|group):./s.test(name))
  return maskedEntries({ owningGroup: all.get('group:') ?? nothing, named: Object.fromEntries(named) }, mask)
}

const inheritedPrefix = 'default:'

/** The effective ACL in the lines of `getfacl`. Undefined if there is none. */
export const aclIn = (lines: readonly string[]): Acl | undefined => {
  const [own, inherited] = [
    lines.filter((line) => !line.startsWith(inheritedPrefix)),
    lines.filter((line) => line.startsWith(inheritedPrefix)).map((line) => line.slice(inheritedPrefix.length)),
  ]
  const [entries, below] = [entriesOf(own), inherited.length === 0 ? undefined : inheritedEntries(inherited)]
  if (entries === undefined && below === undefined) return undefined
  return { ...(entries ?? withoutMask(own)), ...(below === undefined ? {} : { inherited: below }) }
}

const withoutMask = (lines: readonly string[]): AclEntries => ({
  owningGroup: new Map(lines.map(entryIn)).get('group:') ?? nothing,
  named: {},
})

const inheritedEntries = (lines: readonly string[]): Inherited => {
  const others = new Map(lines.map(entryIn)).get('other:') ?? nothing
  return { ...(entriesOf(lines) ?? withoutMask(lines)), ...(others === nothing ? {} : { others }) }
}

const nameOf = (name: string): string => name.replace(':', ' ')

/** An ACL in words: `group acme r--`. */
export const aclText = (acl: Acl | undefined): string => {
  if (acl === undefined) return 'no ACL'
  const words = ({ owningGroup, named }: AclEntries): string =>
    [
      `owning group ${owningGroup}`,
      ...Object.entries(named)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([name, rights]) => `${nameOf(name)} ${rights}`),
    ].join(', ')
  if (acl.inherited === undefined) return words(acl)
  const { others = nothing } = acl.inherited
  return `${words(acl)}; inherited: ${words(acl.inherited)}${others === nothing ? '' : `, others ${others}`}`
}
