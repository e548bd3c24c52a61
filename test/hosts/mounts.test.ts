import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { devicePaths } from '../../src/hosts/local/mounts.js'
import { bundle } from '../real/support/bundle.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'provision-mounts-'))
  for (const name of ['site/files/media', 'site/empty', 'media']) mkdirSync(at(name), { recursive: true })
  writeFileSync(at('media/photo'), 'of others')
  writeFileSync(at('site/files/own'), '')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const at = (...names: readonly string[]): string => join(folder, ...names)

/** In a name space of its own, where anybody may mount. */
const removeWithMount = (to: string): readonly unknown[] => {
  const script = bundle('test/hosts/support/remove.ts', folder)
  const words = 'mount --bind "$1" "$2" && exec "$3" "$4" "$5"'
  const names = [at('media'), at(to), process.execPath, script, at('site')]
  const unshare = ['--user', '--map-root-user', '--mount', 'sh', '-c', words, 'sh', ...names]
  return JSON.parse(execFileSync('unshare', unshare, { encoding: 'utf8' })) as readonly unknown[]
}

describe('what is mounted in a folder that is removed', () => {
  it.each([
    ['below it', 'site/files/media', ['media']],
    ['at its place', 'site', ['empty', 'files']],
  ])('stays with all that is in it, and is told first: %s', (_, to, left) => {
    const [obstacle, told] = removeWithMount(to)

    expect(obstacle).toEqual({ path: at(to), isMount: true })
    expect(told).toBe(`not removed: ${at(to)} (a mount)`)
    expect(readFileSync(at('media/photo'), 'utf8')).toBe('of others')
    expect(readdirSync(to === 'site' ? at('site') : at('site/files')).sort()).toEqual(left)
  })
})

const mount = (device: string, from: string, point: string) => ({ device, folder: from, point })
const mounts = [
  mount('8:1', '/', '/'),
  mount('8:1', '/home/p/secrets', '/srv/bound'),
  mount('8:2', '/', '/data'),
  mount('8:2', '/sites', '/srv/sites'),
]

describe('where a path is on its device', () => {
  it.each([
    ['/home/p/secrets', ['8:1:/home/p/secrets']],
    ['/srv/bound', ['8:1:/home/p/secrets']],
    ['/srv/bound/x', ['8:1:/home/p/secrets/x']],
    ['/srv/sites/a', ['8:2:/sites/a']],
    ['/data/sites/a', ['8:2:/sites/a']],
    ['/srv', ['8:1:/srv', '8:1:/home/p/secrets', '8:2:/sites']],
  ])('is told for %s, with what is mounted below it', (path, expected) => {
    expect(devicePaths(path, mounts)).toEqual(expected)
  })
})
