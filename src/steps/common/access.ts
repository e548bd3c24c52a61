import type { Access } from '../../hosts/files.js'

/** As `chmod` takes it: `0644`, `2770`. */
export const octal = (mode: number): string => mode.toString(8).padStart(4, '0')

/** How mode and group that were observed differ from those that are wanted, in the words of a plan. */
export const accessDifferences = (
  { mode, group }: Access,
  observed: { readonly mode?: number; readonly group?: string },
): readonly string[] => [
  ...(observed.mode === mode ? [] : [`mode ${octal(observed.mode ?? 0)} → ${octal(mode)}`]),
  ...(group === undefined || observed.group === group ? [] : [`group ${observed.group} → ${group}`]),
]
