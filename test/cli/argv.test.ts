import { describe, expect, it } from '@jest/globals'
import { commandFirst, spellOut, splitProperties } from '../../src/cli/typed/argv.js'

const commands = ['provision-save', 'provision-verify', 'provision-apply-plan', 'sandbox:start', 'completion']

describe('commandFirst', () => {
  it.each([
    ['provision-verify @x', ['provision-verify', '@x']],
    ['@x provision-verify', ['provision-verify', '@x']],
    ['verify @x', ['provision-verify', '@x']],
    ['@x verify --json', ['provision-verify', '@x', '--json']],
    ['--json @x verify -', ['provision-verify', '--json', '@x', '-']],
    ['@a @*.example.com verify', ['provision-verify', '@a', '@*.example.com']],
    ['apply-plan verify', ['provision-apply-plan', 'verify']],
    ['sandbox start --http=nginx', ['sandbox:start', '--http=nginx']],
    ['completion bash', ['completion', 'bash']],
  ])('reads %s', (typed, expected) => {
    const ordered = commandFirst(typed.split(' '), commands)

    expect(ordered).toEqual(expected)
  })

  it.each([
    ['@x provision-verfy', 'did you mean provision-verify?'],
    ['savve @x', 'did you mean save?'],
    ['sandbox strt', 'did you mean sandbox start?'],
    ['frobnicate', 'provision --help shows the commands'],
  ])('refuses %s and says what may have been meant', (typed, fix) => {
    expect(() => commandFirst(typed.split(' '), commands)).toThrow(
      expect.objectContaining({ code: 'PROVISION_USAGE', fix }),
    )
  })

  it.each(['--json', '-V', '--foo --bar', '-', '--'])('refuses %s, which names no command', (typed) => {
    expect(() => commandFirst(typed.split(' '), commands)).toThrow(
      expect.objectContaining({ code: 'PROVISION_USAGE', message: 'no command given' }),
    )
  })

  it('suggests a command for a context that is named alone', () => {
    expect(() => commandFirst(['@x', '--json'], commands)).toThrow(
      expect.objectContaining({
        message: 'no command given for @x',
        fix: expect.stringContaining('provision @x provision-verify'),
      }),
    )
  })
})

describe('splitProperties', () => {
  const flags = { json: { type: 'boolean' }, out: { type: 'option' } } as const

  it('parts properties, with = or a blank, from flags and names', () => {
    const split = splitProperties(['@x', '--http_port=80', '--json', '--root', '/srv/x', '--out', 'plan', '-y'], flags)

    expect(split).toEqual({
      options: ['@x', '--json', '--out', 'plan', '-y'],
      properties: { http_port: '80', root: '/srv/x' },
    })
  })

  it('keeps empty values, values with =, and values that start with one dash', () => {
    const { properties } = splitProperties(['--a=', '--b=c=d', '--e', '-1'], flags)

    expect(properties).toEqual({ a: '', b: 'c=d', e: '-1' })
  })

  it('does not take a following flag for a value', () => {
    const { options, properties } = splitProperties(['--root', '--json'], flags)

    expect(options).toEqual(['--json'])
    expect(properties).toEqual({ root: undefined })
  })

  it('refuses a property that is given twice', () => {
    expect(() => splitProperties(['--a=1', '--a=2'], flags)).toThrow('--a is given twice')
  })

  it.each(['constructor', '__proto__', 'toString'])('takes %s for a property like any other', (name) => {
    const { properties } = splitProperties([`--${name}=x`], flags)

    expect(Object.entries(properties)).toEqual([[name, 'x']])
  })
})

describe('spellOut', () => {
  it('gives a bare --wait a day, and leaves one with seconds', () => {
    expect(spellOut(['--wait', '--wait=5', '@x'])).toEqual(['--wait=86400', '--wait=5', '@x'])
  })
})
