import { thisMachine } from '../../hosts/reader.js'
import type { Context } from '../../contexts/context.js'
import type { Server } from '../../contexts/types/server.js'
import type { DirectoryStep } from '../../steps/directory.js'
import type { FileStep } from '../../steps/file.js'
import type { RemovalStep } from '../../steps/removal.js'
import type { SymlinkStep } from '../../steps/symlink.js'
import type { WebControl, WebFile, WebStep } from '../../steps/web/control.js'

/** May be passed through by the web server, not listed. */
export const passableMode = 0o711
/** For the script user, and the web server's root, alone. */
export const ownMode = 0o700
/** Of generated files; the folders that they are in keep others away. */
export const fileMode = 0o644
/** Of files with secrets. */
export const secretMode = 0o600

export const directory = (context: Context, path: string, mode: number, mark?: string): DirectoryStep => ({
  kind: 'directory',
  host: thisMachine,
  stage: 'directory',
  context: context.name,
  title: `make the folder ${path}`,
  path,
  mode,
  ...(mark === undefined ? {} : { mark }),
})

export const file = (context: Context, path: string, text: string): FileStep => ({
  kind: 'file',
  host: thisMachine,
  stage: 'file',
  context: context.name,
  title: `write ${path}`,
  path,
  text,
  mode: fileMode,
})

export const symlink = (context: Context, path: string, target: string): SymlinkStep => ({
  kind: 'symlink',
  host: thisMachine,
  stage: 'directory',
  context: context.name,
  title: `link ${path} to ${target}`,
  path,
  target,
})

export const removal = (context: Context, path: string, mark?: string): RemovalStep => ({
  kind: 'removal',
  host: thisMachine,
  stage: 'withdraw',
  context: context.name,
  title: `remove ${path}`,
  path,
  ...(mark === undefined ? {} : { mark }),
})

interface Web {
  readonly title: string
  readonly server: Server
  readonly files: readonly WebFile[]
  readonly control: WebControl
}

export const web = (context: Context, { title, server, files, control }: Web): WebStep => ({
  kind: 'web',
  host: thisMachine,
  stage: 'web',
  context: context.name,
  title,
  server: server.name,
  files,
  control,
})
