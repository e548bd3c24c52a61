import { describe, expect, it } from '@jest/globals'
import { propertiesHelp } from '../../src/cli/properties-help.js'
import { Tasks } from '../support/tasks.js'

const declared = new Tasks('/nonexistent').declared()

describe('the help on properties', () => {
  it.each([80, 100])('fits a terminal of %i columns', (columns) => {
    const lines = propertiesHelp(declared, columns).split('\n')

    expect(lines.filter((line) => line.length > columns)).toEqual([])
  })

  it('goes on below where a description began', () => {
    const text = propertiesHelp(declared, 80)

    expect(text).toContain(
      '    --ip_addresses       addresses of the server; database accounts of its sites\n                         are made for them\n',
    )
  })
})
