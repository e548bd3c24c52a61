import type { HostReader } from '../../../hosts/reader.js'

/** Modules that our configuration needs and Debian does not switch on. Those that others need come first. */
const needed = [
  'alias',
  'dir',
  'env',
  'expires',
  'headers',
  'mime',
  'proxy',
  'proxy_fcgi',
  'rewrite',
  'setenvif',
] as const

const folders = [
  '/usr/lib/apache2/modules',
  '/usr/lib64/httpd/modules',
  '/usr/lib/httpd/modules',
  '/usr/local/libexec/apache24',
]

interface Module {
  readonly name: string
  readonly file: string
}

/**
 * The modules, with their files, as far as these are known; one that the main configuration loads is left to it. Folders
 * are listed, for each file that is asked for on another host costs a round trip.
 */
export const modules = (host: HostReader): readonly Module[] => {
  const known = new Set(folders.flatMap((folder) => host.list(folder).map((name) => `${folder}/${name}`)))
  return needed.flatMap((name) => {
    const file = folders.map((folder) => `${folder}/mod_${name}.so`).find((path) => known.has(path))
    return file === undefined ? [] : [{ name, file }]
  })
}
