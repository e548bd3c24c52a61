import type { HostReader } from '../../../hosts/reader.js'

/** Modules that the configuration uses and Debian does not enable; brotli only where it is there. A module comes after those that it needs. */
const needed = [
  'alias',
  'filter',
  'deflate',
  'brotli',
  'dir',
  'env',
  'expires',
  'headers',
  'mime',
  'proxy',
  'proxy_fcgi',
  'remoteip',
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
 * The known modules, with their files. Modules loaded by the main configuration are skipped. Folders are listed,
 * because each query for a single file on another host costs a round trip.
 */
export const modules = (host: HostReader): readonly Module[] => {
  const known = new Set(folders.flatMap((folder) => host.list(folder).map((name) => `${folder}/${name}`)))
  return needed.flatMap((name) => {
    const file = folders.map((folder) => `${folder}/mod_${name}.so`).find((path) => known.has(path))
    return file === undefined ? [] : [{ name, file }]
  })
}
