import { spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { stopSandbox } from '../../../src/sandbox/sandbox.js'
import { blocksOf } from '../../support/markdown.js'

export const checkout = new URL('../../../', import.meta.url).pathname

/** What pages add to, and what it takes to build and to test kinds. */
const folders = ['src', 'bin', 'scripts', 'templates', 'docs', 'test/steps/conformance', 'test/support']
const files = [
  'package.json',
  'tsconfig.json',
  'biome.json',
  'jest.config.js',
  '.dependency-cruiser.cjs',
  '.oxlintrc.json',
  '.gitignore',
]

/** What is typed: the program, and the examples of kinds. */
const typed = { extends: './tsconfig.json', include: ['src', 'test/steps/conformance/cases'] }

export interface Ended {
  readonly code: number | null
  /** Of both outputs, in the order in which it was written. */
  readonly said: string
}

/** A copy of the checkout, to follow pages in. */
export class CopiedTree {
  readonly path = mkdtempSync(join(tmpdir(), 'provision-docs-'))
  /** Files that the pages make. */
  readonly made: string[] = []

  constructor() {
    for (const name of [...folders, ...files]) cpSync(join(checkout, name), join(this.path, name), { recursive: true })
    symlinkSync(join(checkout, 'node_modules'), join(this.path, 'node_modules'))
    writeFileSync(join(this.path, 'pages.tsconfig.json'), JSON.stringify(typed))
  }

  /** Makes the files of a page, each at the path that its block names; none of them may be there. */
  follow(page: string): void {
    for (const { path, text } of blocksOf(page)) {
      if (path === '') continue
      mkdirSync(dirname(join(this.path, path)), { recursive: true })
      writeFileSync(join(this.path, path), text, { flag: 'wx' })
      this.made.push(path)
    }
  }

  text(path: string): string {
    return readFileSync(join(this.path, path), 'utf8')
  }

  /** The files that are others than in the checkout, or are not there, but for those that the pages make. */
  changed(): readonly string[] {
    const made = new Set(this.made)
    return [...folders.flatMap((folder) => filesIn(this.path, folder)), ...files]
      .filter((path) => !made.has(path))
      .filter(
        (path) => !existsSync(join(checkout, path)) || this.text(path) !== readFileSync(join(checkout, path), 'utf8'),
      )
      .sort()
  }

  /** What one of the tools of the checkout says of the copy, if it complains. */
  async complaint([tool, ...words]: readonly [string, ...string[]]): Promise<string> {
    const { code, said } = await this.run([`node_modules/.bin/${tool}`, ...words])
    return code === 0 ? '' : `${tool}: ${said}`
  }

  /** Removes it, and ends the servers that run below it. */
  async remove(): Promise<void> {
    for (const home of sandboxesIn(this.path)) await stopSandbox(home)
    rmSync(this.path, { recursive: true })
  }

  /** Runs a program in the copy. Both of its outputs are one pipe, which keeps their order. */
  run(words: readonly [string, ...string[]]): Promise<Ended> {
    const child = spawn('sh', ['-c', 'exec "$@" 2>&1', 'sh', ...words], {
      cwd: this.path,
      env: { ...process.env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (said += chunk))
    return new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (code) => resolve({ code, said }))
    })
  }
}

/** Homes with servers, in folders in which pages were tried. */
const sandboxesIn = (path: string): readonly string[] =>
  readdirSync(path)
    .filter((name) => name.startsWith('adding-'))
    .flatMap((name) => readdirSync(join(path, name)).map((home) => join(path, name, home)))
    .filter((home) => existsSync(join(home, 'sandbox')))

const filesIn = (root: string, folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 1))
