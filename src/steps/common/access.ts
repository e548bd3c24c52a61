import type { Access } from '../../hosts/files.js'

/** In the notation of `chmod`: `0644`, `2770`. */
export const octal = (mode: number): string => mode.toString(8).padStart(4, '0')

/** The differences between observed and wanted mode and group, as a plan shows them. */
export const accessDifferences = (
  { mode, group }: Access,
  observed: { readonly mode?: number; readonly group?: string },
): readonly string[] => [
  ...(observed.mode === mode ? [] : [`mode ${octal(observed.mode ?? 0)} → ${octal(mode)}`]),
  ...(group === undefined || observed.group === group ? [] : [`group ${observed.group} → ${group}`]),
]
