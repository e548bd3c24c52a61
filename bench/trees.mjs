import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const pathsIn = (folder) => [
  folder,
  ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
]

/** Excludes the logs and tables that the servers of the sandbox write. */
const isOurs =
  ({ home }) =>
  (path) =>
    !path.startsWith(join(home, 'sandbox'))

const stateOf = (path) => {
  const { ino, mtimeNs, size } = lstatSync(path, { bigint: true })
  return { identity: `${ino} ${mtimeNs} ${size}`, size: Number(size), isFile: lstatSync(path).isFile() }
}

/** A snapshot of all files that Provision could have written. The time of a folder also shows temporary files. */
export const snapshot = ({ home, root }) => {
  const paths = [home, root].flatMap(pathsIn).filter(isOurs({ home }))
  return new Map(paths.map((path) => [path, stateOf(path)]))
}

/** The files that were written between two snapshots. */
export const written = (before, after) => {
  const changed = [...after].filter(([path, { identity }]) => before.get(path)?.identity !== identity)
  const files = changed.filter(([, { isFile }]) => isFile)
  return {
    files: files.length,
    folders: changed.length - files.length,
    bytes: files.reduce((sum, [, { size }]) => sum + size, 0),
  }
}
