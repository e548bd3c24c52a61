import { describe, expect, it } from '@jest/globals'
import { jsonFault, lineAt } from '../../src/lib/json-fault.js'

describe('a text that is JSON', () => {
  it.each([
    ['{"a": {"a": 1}, "b": [{"a": 1}, {"a": 2}]}', undefined],
    ['{"a": ":", "b": "{\\"a\\":", "c": "a"}', undefined],
    ['[]', undefined],
    ['{"a": 1,\n"b": {"c": 1,\n"c": 2}}', [3, 'it has "c" twice']],
    ['{"a": 1, "\\u0061": 2}', [1, 'it has "\\u0061" twice']],
    [`${'['.repeat(101)}${']'.repeat(101)}`, [1, 'it is deeper than 100 levels']],
  ])('is faulty with a key twice, or too deep: %j', (text, expected) => {
    expect(() => JSON.parse(text)).not.toThrow()
    const fault = jsonFault(text)

    expect(fault && [lineAt(text, fault.offset), fault.message]).toEqual(expected)
  })
})
