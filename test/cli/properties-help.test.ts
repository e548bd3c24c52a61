import { describe, expect, it } from '@jest/globals'
import { propertiesHelp } from '../../src/cli/text/properties-help.js'
import { Tasks } from '../support/tasks.js'

const declared = new Tasks('/nonexistent').declared()

describe('the help on properties', () => {
  it.each([80, 100])('fits a terminal of %i columns', (columns) => {
    const lines = propertiesHelp(declared, columns).split('\n')

    expect(lines.filter((line) => line.length > columns)).toEqual([])
  })

  it('goes on below where a description began', () => {
    const lines = propertiesHelp(declared, 80).split('\n')
    const first = lines.findIndex((line) => line.startsWith('    --ip_addresses '))

    const [began = '', below = ''] = lines.slice(first)
    expect(began).toContain('addresses of the server; ')
    expect(below.search(/\S/)).toBe(began.indexOf('addresses of the server'))
  })
})
