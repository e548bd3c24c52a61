import { describe, expect, it } from '@jest/globals'
import { contextType } from '../../src/contexts/types/site.js'

const { uri, aliases } = contextType.properties

describe('the addresses of a site', () => {
  it.each(['all', 'default'])('are not %s, whose folder belongs to all sites', (name) => {
    const message = `${name} cannot be the name of a site: sites/${name} belongs to all sites of a platform`

    expect(() => uri.parse(name)).toThrow(message)
    expect(() => aliases.parse(['www.example.com', name])).toThrow(`item 1: ${message}`)
    expect(() => aliases.parse(`${name}/shop`)).toThrow(message)
  })

  it.each(['invalid', 'provision.invalid', 'a.b.invalid'])('are not %s, which is in no DNS', (name) => {
    expect(() => uri.parse(name)).toThrow('names under .invalid')
    expect(() => aliases.parse([name])).toThrow('names under .invalid')
  })

  it.each(['all.example', 'default.example', 'invalid.example', 'notinvalid', 'intranet'])('may be %s', (name) => {
    expect(uri.parse(name)).toBe(name)
    expect(aliases.parse([name, `*.${name}`])).toEqual([name, `*.${name}`])
  })
})
