import { describe, expect, it } from '@jest/globals'
import { readdirSync } from 'node:fs'
import type { ContextType } from '../../src/contexts/context-type.js'
import { inTypeOrder, typeNames } from '../../src/contexts/schema.js'
import { flag, reference } from '../../src/contexts/shapes.js'
import { contextTypes } from '../../src/contexts/types/types.generated.js'

const folder = new URL('../../src/contexts/types/', import.meta.url).pathname

const types: Readonly<Record<string, ContextType>> = contextTypes

const files = readdirSync(folder)
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.generated.ts'))
  .map((name) => name.slice(0, -'.ts'.length))

describe('every file of a type of contexts', () => {
  it('is in the generated list', () => {
    expect(Object.keys(types).sort()).toEqual([...files].sort())
  })

  it.each(files)('%s exports a type that is named after it, and says what it is', (name) => {
    expect(types[name]?.name).toBe(name)
    expect(types[name]?.description).toMatch(/\w/)
  })

  it.each(files)('%s has its parent among its references', (name) => {
    const { parent, properties } = types[name] as ContextType

    const reference = parent === undefined ? undefined : properties[parent]?.reference

    expect(parent === undefined || reference !== undefined).toBe(true)
  })
})

const referringTo = (type: string) => ({ to: reference(type as never, { description: 'another' }) })

describe('the types of contexts', () => {
  it('are in the order of their references, whatever they are called', () => {
    const schema = inTypeOrder({
      a: referringTo('b'),
      b: { ...referringTo('c'), self: reference('b' as never, { description: 'its like' }) },
      c: {},
    })

    expect(typeNames(schema)).toEqual(['c', 'b', 'a'])
  })

  it('count the references that services add', () => {
    const site = { enabled: flag({ description: 'enabled' }) }

    expect(typeNames(inTypeOrder({ server: {}, client: {}, site }))).toEqual(['client', 'server', 'site'])
    expect(typeNames(inTypeOrder({ server: {}, client: referringTo('site'), site }))).toEqual([
      'site',
      'client',
      'server',
    ])
  })

  it('may not refer to each other', () => {
    expect(() => inTypeOrder({ a: referringTo('b'), b: referringTo('a') })).toThrow(
      'circular reference between types of contexts: a → b → a',
    )
  })
})
