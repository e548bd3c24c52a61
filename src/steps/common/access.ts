import { isDeepStrictEqual } from 'node:util'
import { type Acl, aclText, effective } from '../../hosts/acl.js'
import type { Access } from '../../hosts/files.js'

/** In the notation of `chmod`: `0644`, `2770`. */
export const octal = (mode: number): string => mode.toString(8).padStart(4, '0')

/** Rights are compared in effect: a mask that somebody has narrowed is a difference. */
const aclDifference = (wanted: Acl | null | undefined, observed: Acl | undefined): readonly string[] =>
  wanted === undefined || isDeepStrictEqual(wanted ?? undefined, observed)
    ? []
    : [`${aclText(observed)} → ${aclText(wanted ?? undefined)}`]

/** The differences between observed and wanted mode and group, as a plan shows them. */
export const accessDifferences = (
  { mode, group, acl }: Access,
  observed: { readonly mode?: number; readonly group?: string; readonly acl?: Acl },
): readonly string[] => [
  ...(observed.mode === mode ? [] : [`mode ${octal(observed.mode ?? 0)} → ${octal(mode)}`]),
  ...(group === undefined || observed.group === group ? [] : [`group ${observed.group} → ${group}`]),
  ...aclDifference(acl === null || acl === undefined ? acl : effective(acl, mode), observed.acl),
]
