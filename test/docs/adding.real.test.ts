import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { CopiedTree, checkout } from './support/copied-tree.js'
import { buildsOf, endedEarly, isShown, trialsOf, tryAll } from './support/tried-page.js'

const names = readdirSync(join(checkout, 'docs')).filter((name) => name.startsWith('adding-'))
const pages = names.map((name) => {
  const path = join(checkout, 'docs', name)
  return { name, path, trials: trialsOf(path) }
})

let tree: CopiedTree
/** What each check has said of what the pages make; nothing of what is in order. */
let complaints: readonly string[]
/** What came back of what each page has the reader type. */
const said = new Map<string, readonly string[]>()

const check = async (): Promise<readonly string[]> => {
  const made = tree.made.filter((path) => path.endsWith('.ts'))
  return Promise.all([
    tree.complaint(['tsc', '--project', 'pages.tsconfig.json']),
    tree.complaint(['biome', 'check', ...made]),
    tree.complaint(['oxlint', '--type-aware', '--deny-warnings', ...made]),
    tree.complaint(['depcruise', '--config', '.dependency-cruiser.cjs', 'src']),
  ])
}

/** Each page has its reader build; once is enough. */
const build = async (): Promise<void> => {
  for (const script of new Set(pages.flatMap(({ path }) => buildsOf(path)))) {
    const ended = await tree.run(['npm', 'run', '--silent', script])
    if (ended.code !== 0) throw new Error(`npm run ${script}: ${ended.said}`)
  }
}

const tryPage = async ({ name, trials }: (typeof pages)[number]): Promise<void> => {
  said.set(name, await tryAll(trials, tree, name.replace('.md', '')))
}

beforeAll(async () => {
  tree = new CopiedTree()
  for (const { path } of pages) tree.follow(path)
  await build()
  ;[complaints] = await Promise.all([check(), ...pages.map(tryPage)])
}, 120_000)
afterAll(() => tree.remove())

describe('what the pages on adding make', () => {
  it('is typed, formatted, and imports what it may', () => {
    expect(complaints.filter(Boolean).join('\n')).toBe('')
  })

  it('is new files alone: besides, only what is generated has changed', () => {
    expect(tree.changed()).toEqual([
      'docs/reference/commands.md',
      'docs/reference/json.md',
      'docs/reference/properties.md',
      'src/applications/applications.generated.ts',
      'src/commands/commands.generated.ts',
      'src/contexts/types/types.generated.ts',
      'src/services/services.generated.ts',
      'src/steps/kinds.generated.ts',
      'src/tasks/tasks.generated.ts',
    ])
  })
})

/** Empty when what has come back is what the page shows. */
const problemOf = (back: string, shown: readonly string[]): string => {
  const isAsShown = shown.length === 0 || isShown(back, shown)
  return isAsShown && !back.includes(endedEarly) ? '' : `shown:\n${shown.join('\n')}\n\ncame back:\n${back}`
}

describe.each(pages)('$name', ({ name, trials }) => {
  it.each(trials.map((trial, index) => ({ ...trial, index })))('$lead', ({ shown, index }) => {
    const back = said.get(name)?.[index] ?? 'not reached'

    expect(problemOf(back, shown)).toBe('')
  })
})
