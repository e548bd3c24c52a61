import { describe, expect, it } from '@jest/globals'
import { globMatcher, isPattern } from '../../src/lib/globs.js'

const names = ['@a.test', '@b.test', '@c.test', '@server_a', '@server_b1', '@a-test']

describe('a pattern', () => {
  it.each([
    ['@*.test', ['@a.test', '@b.test', '@c.test']],
    ['@?.test', ['@a.test', '@b.test', '@c.test']],
    ['@[ab].test', ['@a.test', '@b.test']],
    ['@[b-c].test', ['@b.test', '@c.test']],
    ['@[!a].test', ['@b.test', '@c.test']],
    ['@{a,c}.test', ['@a.test', '@c.test']],
    ['@{server_{a,b1},?.test}', ['@a.test', '@b.test', '@c.test', '@server_a', '@server_b1']],
    ['@a.test', ['@a.test']],
    ['@a,b', []],
    ['@[^a].test', ['@a.test']],
  ])('%s matches as in a shell', (pattern, expected) => {
    expect(names.filter(globMatcher(pattern))).toEqual(expected)
  })

  it.each(['@[z-a]*', '@{a,b', '@a}'])('%s is refused as a word that the user has to correct', (pattern) => {
    expect(() => globMatcher(pattern)).toThrow(
      expect.objectContaining({ code: 'PROVISION_USAGE', message: `${pattern} is not a pattern` }),
    )
  })

  it('has a character that no name has', () => {
    expect(['@*', '@?', '@[a]', '@{a,b}', '@example.com'].filter(isPattern)).toEqual(['@*', '@?', '@[a]', '@{a,b}'])
  })
})
