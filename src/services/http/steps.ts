import type { Context } from '../../contexts/context.js'
import type { StepPlace } from '../../steps/common/make.js'
import type { ControlledServer, WebFile, WebStep } from '../../steps/web/control.js'

/** The web server may pass through the folder, but not list it. */
export const passableMode = 0o711
/** Only for the script user, and for the web server's root process. */
export const ownMode = 0o700
/** Mode of generated files. The modes of their folders keep other users out. */
export const fileMode = 0o644
/** Mode of files with secrets. */
export const secretMode = 0o600

export const placeOf = ({ name: context }: Context, { host }: Pick<ControlledServer, 'host'>): StepPlace => ({
  context,
  host,
})

/** A step that changes the configuration of a web server for a context. */
export const webStep = (
  { name: context }: Context,
  controlled: ControlledServer,
  { title, files }: { readonly title: string; readonly files: readonly WebFile[] },
): WebStep => ({ kind: 'web', stage: 'web', context, title, files, ...controlled })

/** Files that must not exist. */
export const absentFiles = (file: string, endings: readonly string[]): readonly WebFile[] =>
  endings.map((ending) => ({ path: `${file}${ending}`, mode: fileMode }))
