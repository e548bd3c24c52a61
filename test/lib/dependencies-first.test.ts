import { describe, expect, it } from '@jest/globals'
import { dependenciesFirst } from '../../src/lib/dependencies-first.js'

const ordered = (names: readonly string[], dependencies: Readonly<Record<string, readonly string[]>>) =>
  dependenciesFirst(names, (name) => dependencies[name] ?? [])

describe('names that depend on each other', () => {
  it('stay as they are where nothing else is asked for', () => {
    expect(ordered(['b', 'a', 'c'], {})).toEqual(['b', 'a', 'c'])
  })

  it('come after what they depend on, directly or through others', () => {
    expect(ordered(['a', 'b', 'c'], { a: ['b'], b: ['c'] })).toEqual(['c', 'b', 'a'])
  })

  it('come without what is not in the list', () => {
    expect(ordered(['a'], { a: ['elsewhere'] })).toEqual(['a'])
  })

  it('come all, once each, when they go in a circle', () => {
    expect([...ordered(['a', 'b', 'c'], { a: ['b'], b: ['a'] })].sort()).toEqual(['a', 'b', 'c'])
  })
})
