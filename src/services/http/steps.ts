import type { Context } from '../../contexts/context.js'
import type { StepPlace } from '../../steps/common/make.js'
import type { ControlledServer, WebFile, WebStep } from '../../steps/web/control.js'

/** May be passed through by the web server, not listed. */
export const passableMode = 0o711
/** For the script user, and the web server's root, alone. */
export const ownMode = 0o700
/** Of generated files; the folders that they are in keep others away. */
export const fileMode = 0o644
/** Of files with secrets. */
export const secretMode = 0o600

export const placeOf = ({ name: context }: Context, { host }: Pick<ControlledServer, 'host'>): StepPlace => ({
  context,
  host,
})

/** Changes of the configuration of a web server for a context. */
export const webStep = (
  { name: context }: Context,
  controlled: ControlledServer,
  { title, files }: { readonly title: string; readonly files: readonly WebFile[] },
): WebStep => ({ kind: 'web', stage: 'web', context, title, files, ...controlled })

/** Files that must not be there. */
export const absentFiles = (file: string, endings: readonly string[]): readonly WebFile[] =>
  endings.map((ending) => ({ path: `${file}${ending}`, mode: fileMode }))
