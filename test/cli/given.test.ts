import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DeclaredProperty } from '../../src/contexts/property.js'
import { givenProperties, refuseMistypedFlags } from '../../src/cli/typed/given.js'
import { port, records, text } from '../../src/contexts/shapes.js'

const declared: readonly DeclaredProperty[] = [
  { name: 'http_port', contextType: 'server', property: port({ description: 'port' }) },
  { name: 'root', contextType: 'platform', property: text({ description: 'root' }) },
  {
    name: 'daemons',
    contextType: 'site',
    property: records({ name: text({ description: 'name' }) }, { description: 'daemons' }),
  },
  { name: 'master_db', contextType: 'server', property: text({ description: 'account', secret: true }) },
]

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'given-'))
})

afterEach(() => {
  delete process.env['GIVEN_TEST']
  rmSync(folder, { recursive: true })
})

describe('properties on the command line', () => {
  it('goes back to the default with null, and keeps empty values', () => {
    const { properties } = givenProperties({ http_port: 'null', root: '' }, undefined, declared)

    expect(properties).toEqual({ http_port: null, root: '' })
  })

  it('reads a list of records from a file, and nothing else', () => {
    const file = join(folder, 'daemons.json')
    writeFileSync(file, '[{"name": "queue"}]')

    const { properties } = givenProperties({ daemons: `@${file}`, root: `@${file}` }, undefined, declared)

    expect(properties).toEqual({ daemons: '[{"name": "queue"}]', root: `@${file}` })
    expect(() => givenProperties({ daemons: `@${file}.none` }, undefined, declared)).toThrow('cannot be read')
  })

  it('warns about a secret that others can read, and takes it', () => {
    const { properties, warnings } = givenProperties({ master_db: 'mysql://a:b@c' }, undefined, declared)

    expect(properties).toEqual({ master_db: 'mysql://a:b@c' })
    expect(warnings).toEqual([expect.stringContaining('--master_db=env:NAME')])
    expect(warnings.join()).not.toContain('mysql://')
  })

  it('reads a secret from the environment or a file, without a warning', () => {
    process.env['GIVEN_TEST'] = 'from the environment'
    const file = join(folder, 'secret')
    writeFileSync(file, 'from a file\n')

    const fromEnvironment = givenProperties({ master_db: 'env:GIVEN_TEST' }, undefined, declared)
    const fromFile = givenProperties({ master_db: `file:${file}` }, undefined, declared)

    expect(fromEnvironment).toEqual({ properties: { master_db: 'from the environment' }, warnings: [] })
    expect(fromFile).toEqual({ properties: { master_db: 'from a file' }, warnings: [] })
  })

  it('reads a secret that the file of properties names in the same way', () => {
    process.env['GIVEN_TEST'] = 'from the environment'
    const file = join(folder, 'properties.json')
    writeFileSync(file, '{"master_db": "env:GIVEN_TEST", "root": "env:GIVEN_TEST"}')

    const given = givenProperties({}, file, declared)

    expect(given).toEqual({
      properties: { master_db: 'from the environment', root: 'env:GIVEN_TEST' },
      warnings: [],
    })
  })

  it('says which variable is missing', () => {
    expect(() => givenProperties({ master_db: 'env:GIVEN_TEST' }, undefined, declared)).toThrow(
      'the environment variable GIVEN_TEST is not set',
    )
  })

  it('leaves env: and file: alone in what is no secret', () => {
    expect(givenProperties({ root: 'file:/etc/passwd' }, undefined, declared).properties).toEqual({
      root: 'file:/etc/passwd',
    })
  })

  it('wins over the properties of a file', () => {
    const file = join(folder, 'properties.json')
    writeFileSync(file, '{"http_port": 81, "master_db": "mysql://a:b@c"}')

    const { properties, warnings } = givenProperties({ http_port: '82' }, file, declared)

    expect(properties).toEqual({ http_port: '82', master_db: 'mysql://a:b@c' })
    expect(warnings).toEqual([])
  })

  it('does not repeat a file that is no JSON object, for it may hold a secret', () => {
    const file = join(folder, 'properties.json')
    writeFileSync(file, '{"master_db": "mysql://a:secret@c"')

    expect(() => givenProperties({}, file, declared)).toThrow(/^[^]*is not a JSON object$/)
  })

  it('says what to type for one without a value', () => {
    expect(() => givenProperties({ root: undefined }, undefined, declared)).toThrow('--root has no value')
  })
})

describe('a word that is nearly a flag', () => {
  it('is answered with the flag', () => {
    const refuse = () => refuseMistypedFlags({ 'dry-rnu': undefined }, ['dry-run', 'diff'], declared)

    expect(refuse).toThrow(expect.objectContaining({ fix: 'did you mean --dry-run?' }))
  })

  it('is left to the check of properties when it is nearer to one', () => {
    expect(refuseMistypedFlags({ roots: 'x', http_prt: '1' }, ['out', 'diff'], declared)).toBeUndefined()
  })
})
