import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { execFile, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root } from './command-line.js'

interface Part {
  readonly name: string
  readonly source: string
  readonly cache?: Buffer
}

type WriteParts = (path: string, parts: readonly Part[]) => void

const { Parts } = createRequire(import.meta.url)(join(root, 'bin/parts.js'))

let folder: string
let path: string
let writeParts: WriteParts
let partOf: (name: string, source: string) => Part

beforeEach(async () => {
  const module = await import(join(root, 'scripts/parts-file.mjs'))
  writeParts = module.writeParts
  partOf = module.partOf
  folder = mkdtempSync(join(tmpdir(), 'provision-test-'))
  path = join(folder, 'dist/provision.parts')
  cpSync(join(root, 'bin'), join(folder, 'bin'), { recursive: true })
  mkdirSync(join(folder, 'dist'))
})

afterEach(() => rmSync(folder, { recursive: true }))

const run = (words: readonly string[], options: readonly string[] = []) => {
  const env = { ...process.env, PROVISION_HOME: join(folder, 'home'), PROVISION_ALLOW_ROOT: '1', NO_COLOR: '1' }
  return spawnSync(process.execPath, [...options, join(folder, 'bin/run.js'), ...words], { encoding: 'utf8', env })
}

/** What `npm run build` has made. */
const builtParts = (): readonly Required<Part>[] => {
  const parts = new Parts()
  return Object.keys(parts.index).map((name) => {
    const { cache, source } = parts.contents(name)
    return { name, source, cache: Buffer.from(cache) }
  })
}

/** The first words are V8's mark, its version, the length of the source, and its flags. */
const withHeader = (at: number) => (cache: Buffer) => {
  const changed = Buffer.from(cache)
  if (changed.length > 0) changed.writeUInt32LE(changed.readUInt32LE(at) + 1, at)
  return changed
}

describe('a part', () => {
  it.each([
    ['a string', "'…'"],
    ['a template', '`…${1}`'],
    ['a tagged template', 'String.raw({ raw: ((parts) => parts)`…${1}` }, 1)'],
    ['an escape', 'String.raw({ raw: ((parts) => parts)`\\…${1}` }, 1)'],
    ['a regular expression', "'….'.match(/[…]/u)[0]"],
  ])('keeps characters beyond Latin-1 in %s', (_where, code) => {
    writeParts(path, [partOf('a', `module.exports = ${code}`)])

    const shown = ['-p', `new (require('./bin/parts.js').Parts)().load('a')`]

    expect(spawnSync(process.execPath, shown, { cwd: folder, encoding: 'utf8' }).stdout).toMatch(/^…1?\n$/)
  })
})

describe('a start', () => {
  it.each([
    ['there is no code cache', () => Buffer.alloc(0)],
    ['the code cache is of another version of Node', withHeader(4)],
    ['the code cache is of another source', withHeader(8)],
    ['the code cache is of a Node with other flags', withHeader(12)],
    ['the code cache ends too early', (cache: Buffer) => cache.subarray(0, cache.length / 2)],
  ])('works when %s', (_, change) => {
    const parts = builtParts().map((part) => ({ ...part, cache: change(part.cache) }))
    writeParts(path, parts)

    const { status, stdout, stderr } = run(['provision-list', '--json'])

    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toEqual([])
    expect(status).toBe(0)
  })

  it('says how to build when nothing is built', () => {
    const { status, stdout, stderr } = run(['--version'])

    expect(stderr).toBe(`error: ${path} is not there\n  fix: npm run build\n`)
    expect(stdout).toBe('')
    expect(status).toBe(1)
  })

  it('says how to build when the file has been cut off', () => {
    writeParts(path, [partOf('other', ''), partOf('run', '/* '.padEnd(100_000))])
    truncateSync(path, 50_000)

    expect(run([]).stderr).toBe(`error: ${path} ends too early\n  fix: npm run build\n`)
  })
})

describe('a build', () => {
  const long = `'${'x'.repeat(100_000)}'`
  const buildOf = (tag: string) =>
    ['run', 'later'].map((name) => partOf(name, `module.exports = { tag: '${tag}', long: ${long} }`))

  const loadBoth = `
    const parts = new Parts()
    const first = parts.load('run').tag
    meanwhile()
    console.log(first, parts.load('later').tag, new Parts().load('later').tag)`

  const start = async (meanwhile: string): Promise<readonly string[]> => {
    const script = `const { Parts } = require('./bin/parts.js'); const meanwhile = () => { ${meanwhile} }; ${loadBoth}`
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], { cwd: folder })
    return stdout.trim().split(' ')
  }

  it('does not reach a process that has started, and reaches the next', async () => {
    writeParts(path, buildOf('old'))
    writeParts(`${path}.next`, buildOf('new'))

    const tags = await start(`fs.renameSync('dist/provision.parts.next', 'dist/provision.parts')`)

    expect(tags).toEqual(['old', 'old', 'new'])
  })

  it('never mixes its parts with those of another in a process that starts meanwhile', async () => {
    writeParts(path, buildOf('a'))
    let isBuilding = true
    const builds = async () => {
      for (let count = 0; isBuilding; count++) {
        writeParts(path, buildOf(`b${count}`))
        await new Promise(setImmediate)
      }
    }

    const building = builds()
    const starts = []
    for (let count = 0; count < 20; count++) starts.push(await start(''))
    isBuilding = false
    await building

    expect(starts.filter(([first, later]) => first !== later)).toEqual([])
    expect(new Set(starts.map(([first]) => first)).size).toBeGreaterThan(1)
  })

  it('keeps what is written in any letters, also in the template of a function', async () => {
    const source = 'const text = ([text]) => text; module.exports = { tag: text`«ü…→💥` }'
    writeParts(
      path,
      ['run', 'later'].map((name) => partOf(name, source)),
    )

    expect(new Set(await start(''))).toEqual(new Set(['«ü…→💥']))
  })

  it('leaves no path of the machine that it ran on', () => {
    expect(readFileSync(join(root, 'dist/provision.parts')).includes(root.replace(/\/$/, ''))).toBe(false)
  })
})

describe('the stack of a bug', () => {
  it('names functions, and the parts that they are in', () => {
    cpSync(join(root, 'dist/provision.parts'), path)
    const bug = join(folder, 'bug.cjs')
    writeFileSync(bug, "process.getuid = () => { throw new TypeError('odd') }")

    const { stderr } = run(['provision-list'], ['--require', bug])

    expect(stderr).toContain('TypeError: odd')
    expect(stderr).toMatch(/at [a-z]\w{3,} \(provision\/[\w-]+:\d+:\d+\)/)
  })
})
