import { describe, expect, it } from '@jest/globals'
import { readdirSync } from 'node:fs'
import { declarationsFor } from '../../src/catalog/declarations.js'
import { schemaOf } from '../../src/catalog/schema.js'
import type { ContextType } from '../../src/contexts/context-type.js'
import { inTypeOrder, propertiesOf, typeNames } from '../../src/contexts/schema.js'
import { flag, reference } from '../../src/contexts/shapes.js'
import { contextTypes } from '../../src/contexts/types/types.generated.js'
import { wholeCatalog } from '../support/catalog.js'

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

describe('what is declared for the types of contexts', () => {
  const schema = schemaOf(wholeCatalog)
  const declared = typeNames(schema).flatMap((type) =>
    declarationsFor(wholeCatalog, type).map((declaration) => ({ type, declaration })),
  )

  it('fixes properties that there are', () => {
    const fixed = declared.flatMap(({ type, declaration }) => Object.keys(declaration.fixed).map((key) => [type, key]))

    expect(fixed.length).toBeGreaterThan(5)
    expect(fixed.filter(([type = '', key = '']) => !Object.hasOwn(propertiesOf(schema, type), key))).toEqual([])
  })

  it('has folders of its own for the names that are claimed', () => {
    const ours = ['config', 'contexts', 'secrets', 'journal', 'locks', 'queue', 'backups', 'clients', 'packages']

    const folders = declared.flatMap(({ declaration }) => declaration.claims.map(({ namespace }) => namespace.folder))

    expect(folders).toContain('hosts')
    expect(folders.filter((folder) => ours.includes(folder) || !/^[a-z-]+$/.test(folder))).toEqual([])
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
