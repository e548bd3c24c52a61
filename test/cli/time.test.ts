import { describe, expect, it } from '@jest/globals'
import { localTime, typedTime } from '../../src/cli/text/time.js'

/** A time here, whatever the zone is that the tests run in. */
const here = (hours: number, minutes = 0, seconds = 0, milliseconds = 0): string =>
  new Date(2026, 6, 30, hours, minutes, seconds, milliseconds).toISOString()

const now = new Date(here(14, 30))

describe('a time', () => {
  it('is shown as clocks show it here', () => {
    expect(localTime(here(14, 5, 9))).toBe('2026-07-30 14:05:09')
  })

  it.each([
    ['30m', here(14)],
    ['2h', here(12, 30)],
    ['3d', here(14 - 3 * 24, 30)],
    ['1w', here(14 - 7 * 24, 30)],
    ['2026-07-30', here(0)],
    ['2026-07-30 14:00', here(14)],
    ['2026-07-30T14:00:05', here(14, 0, 5)],
    ['2026-07-30T14:00Z', '2026-07-30T14:00:00.000Z'],
    ['2026-07-30T14:00+05:00', '2026-07-30T09:00:00.000Z'],
    ['14:00', here(14)],
  ])('typed as %s is %s', (typed, expected) => {
    expect(typedTime('since', typed, now).toISOString()).toBe(expected)
  })

  it('typed as a day is its end where something ends', () => {
    expect(typedTime('until', '2026-07-30', now, true).toISOString()).toBe(here(23, 59, 59, 999))
  })

  it.each(['tomorrow', '2026-13-01', '2026-07-30 25:00', '3y', ''])('is refused when it is typed as %j', (typed) => {
    expect(() => typedTime('since', typed, now)).toThrow(
      expect.objectContaining({ code: 'PROVISION_USAGE', message: `--since=${typed} is not a time` }),
    )
  })
})
