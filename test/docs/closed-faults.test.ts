import { describe, expect, it } from '@jest/globals'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const docs = new URL('../../docs/', import.meta.url).pathname

/** The faults of each part of the page: requests, belief, rights, behaviour. */
const counts = { R: 13, B: 7, W: 11, O: 18 }
const all = Object.entries(counts).flatMap(([part, count]) =>
  Array.from({ length: count }, (_, index) => `${part}${index + 1}`),
)

/** Closed by a check of CI. */
const withoutTest = ['O16']

const rows = [
  ...readFileSync(join(docs, 'closed-faults.md'), 'utf8').matchAll(/^\| ([RBWO]\d+) \|.*\| (.*) \|$/gm),
].map(([, id = '', tests = '']) => ({
  id,
  tests: [...tests.matchAll(/\]\(([^)]+)\) ((?:«[^»]+»(?:, )?)+)/g)].flatMap(([, file = '', titles = '']) =>
    [...titles.matchAll(/«([^»]+)»/g)].map(([, title = '']) => ({ file, title })),
  ),
}))

const isThere = ({ file, title }: { readonly file: string; readonly title: string }): boolean => {
  const path = join(docs, file)
  return path.endsWith('.test.ts') && existsSync(path) && readFileSync(path, 'utf8').includes(title)
}

describe('the page on closed faults', () => {
  it('has each of them', () => {
    expect(rows.map(({ id }) => id)).toEqual(all)
    expect(rows.filter(({ tests }) => tests.length === 0).map(({ id }) => id)).toEqual(withoutTest)
  })

  it('names tests that are there', () => {
    expect(rows.flatMap(({ tests }) => tests).filter((named) => !isThere(named))).toEqual([])
  })
})
