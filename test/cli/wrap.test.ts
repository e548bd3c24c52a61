import { describe, expect, it } from '@jest/globals'
import { coloured } from '../../src/cli/text/colour.js'
import { durationText } from '../../src/cli/text/duration.js'
import { titleIn } from '../../src/cli/text/step-title.js'
import { cut, unbroken, wrap } from '../../src/cli/text/wrap.js'

describe('wrap', () => {
  it('breaks at blanks, and keeps the indent of the line', () => {
    expect(wrap('  one two three four', 12)).toBe('  one two\n  three four')
  })

  it('hangs what goes on below the first word after a sign', () => {
    expect(wrap('  + one two three', 10, 2)).toBe('  + one\n    two\n    three')
  })

  it('leaves a word whole that is wider than the screen, so that it can be copied', () => {
    expect(wrap('write /srv/platforms/wordpress/wp-config.php now', 20)).toBe(
      'write\n/srv/platforms/wordpress/wp-config.php\nnow',
    )
  })

  it('keeps words together that are meant to be', () => {
    expect(wrap(`one two ${unbroken('0.8 s')}`, 11)).toBe('one two\n0.8 s')
    expect(wrap(unbroken('0.8 s'), 11)).toBe('0.8 s')
  })

  it('does not count the codes of colours', () => {
    const text = `${coloured.red('error')}: one two`

    expect(wrap(text, 14)).toBe(text)
  })

  it('leaves lines alone that fit, and all lines of a pipe', () => {
    expect(wrap('one\n  two', 5)).toBe('one\n  two')
    expect(wrap('one two', Number.POSITIVE_INFINITY)).toBe('one two')
  })
})

describe('cut', () => {
  it.each([
    ['one two three', 13, 'one two three'],
    ['one two three', 12, 'one two …'],
    ['one two three', 9, 'one two …'],
    ['one two three', 8, 'one …'],
    ['/a/long/path', 8, '/a/long…'],
  ])('of %j at %i columns is %j', (line, columns, expected) => {
    expect(cut(line, columns)).toBe(expected)
  })
})

describe('a duration', () => {
  it.each([
    [0, '0.0 s'],
    [812, '0.8 s'],
    [9_960, '10 s'],
    [59_600, '1 min 0 s'],
    [65_000, '1 min 5 s'],
    [7_380_000, '2 h 3 min'],
  ])('of %i milliseconds is %s', (milliseconds, expected) => {
    expect(durationText(milliseconds)).toBe(expected)
  })
})

describe('the title of a step below its context', () => {
  it.each([
    ['save the context @x', 'save the context'],
    ['keep the secret master_db of @x', 'keep the secret master_db'],
    ['configure nginx for @x', 'configure nginx'],
    ['save the context @xx', 'save the context @xx'],
    ['make @x.test answer', 'make @x.test answer'],
    ['@x', '@x'],
  ])('of %j is %j', (title, expected) => {
    expect(titleIn('@x', title)).toBe(expected)
  })
})
