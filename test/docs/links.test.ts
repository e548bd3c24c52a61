import { describe, expect, it } from '@jest/globals'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const checkout = new URL('../../', import.meta.url).pathname

const pagesIn = (folder: string, recursive: boolean): readonly string[] =>
  readdirSync(join(checkout, folder), { recursive, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(checkout, folder, name))

const pages = [...pagesIn('.', false), ...pagesIn('docs', true), ...pagesIn('contexts', false)]

const withoutCode = (text: string): string => text.replace(/^```.*?^```$/gms, '').replace(/`[^`\n]*`/g, '')

const linksOf = (page: string): readonly string[] =>
  [...withoutCode(readFileSync(page, 'utf8')).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^https?:/.test(target))

const slug = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')

const anchorsOf = (page: string): readonly string[] =>
  [...readFileSync(page, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => slug(heading))

const isBroken = (page: string, link: string): boolean => {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? page : join(dirname(page), path)
  return !existsSync(target) || (anchor !== undefined && !anchorsOf(target).includes(anchor))
}

describe('the pages', () => {
  it('have links that lead somewhere', () => {
    const broken = pages.flatMap((page) =>
      linksOf(page)
        .filter((link) => isBroken(page, link))
        .map((link) => `${relative(checkout, page)}: ${link}`),
    )

    expect(broken).toEqual([])
  })

  it('are all led to, from README.md on', () => {
    const reached = new Set([join(checkout, 'README.md')])
    for (const page of reached)
      for (const [path = ''] of linksOf(page).map((link) => link.split('#')))
        if (path.endsWith('.md')) reached.add(join(dirname(page), path))

    expect(pages.filter((page) => !reached.has(page)).map((page) => relative(checkout, page))).toEqual([])
  })

  it('say what README.md has to say in 80 lines', () => {
    const lines = readFileSync(join(checkout, 'README.md'), 'utf8').trimEnd().split('\n')

    expect(lines.length).toBeLessThanOrEqual(80)
  })
})
