import { readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { isWithin } from '../../lib/is-within.js'

/** The mount that an open file is in, by the name of its descriptor: `/proc/self/fd/N`. A bind mount has its own. */
export const mountOf = (descriptor: string): string | undefined =>
  /^mnt_id:\s*(\d+)$/m.exec(readFileSync(descriptor.replace('/fd/', '/fdinfo/'), 'latin1'))?.[1]

/** A file system, or a part of one, and where it is mounted. */
interface Mount {
  readonly device: string
  /** The folder on the device that is mounted. */
  readonly folder: string
  readonly point: string
}

/** As the kernel writes blanks and other characters in paths: `\\040`. */
const unescaped = (path: string): string =>
  path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))

const mountIn = (line: string): Mount => {
  const [, , device = '', folder = '', point = ''] = line.split(' ')
  return { device, folder: unescaped(folder), point: unescaped(point) }
}

/** What is mounted on this machine, as proc(5) describes `mountinfo`. */
export const readMounts = (): readonly Mount[] =>
  readFileSync('/proc/self/mountinfo', 'utf8').split('\n').filter(Boolean).map(mountIn)

const onDevice = ({ device, folder, point }: Mount, path: string): string =>
  `${device}:${posix.join(folder, posix.relative(point, path))}`

/** The mount that shows a path: the one nearest to it, and of several at one place the last. */
const showing = (path: string, mounts: readonly Mount[]): Mount | undefined =>
  mounts
    .filter(({ point }) => isWithin(path, point))
    .reduce<Mount | undefined>(
      (best, mount) => (best && best.point.length > mount.point.length ? best : mount),
      undefined,
    )

/** Where a real path is on its device, and what is mounted below it. So two names of one folder are the same. */
export const devicePaths = (path: string, mounts: readonly Mount[]): readonly string[] => {
  const own = showing(path, mounts)
  const below = mounts.filter(({ point }) => point !== path && isWithin(point, path))
  return [...(own === undefined ? [] : [onDevice(own, path)]), ...below.map((mount) => onDevice(mount, mount.point))]
}
