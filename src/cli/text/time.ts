import { usage } from '../typed/usage.js'

const minute = 60_000
const units: Readonly<Record<string, number>> = {
  m: minute,
  h: 60 * minute,
  d: 24 * 60 * minute,
  w: 7 * 24 * 60 * minute,
}

const twoDigits = (number: number): string => String(number).padStart(2, '0')

const dayOf = (date: Date): string =>
  [date.getFullYear(), twoDigits(date.getMonth() + 1), twoDigits(date.getDate())].join('-')

const clockOf = (date: Date): string => [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(':')

/** `2026-07-30 14:05:09`, in local time. */
export const localTime = (iso: string): string => {
  const date = new Date(iso)
  return `${dayOf(date)} ${clockOf(date)}`
}

const ago = (text: string, now: Date): Date | undefined => {
  const [, count, unit = ''] = /^(\d{1,6})([mhdw])$/.exec(text) ?? []
  return count === undefined ? undefined : new Date(now.getTime() - Number(count) * (units[unit] ?? 0))
}

/** ISO 8601 without a zone means local time. */
const iso = (text: string, now: Date, isEnd: boolean): string | undefined => {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return `${text}T${isEnd ? '23:59:59.999' : '00:00'}`
  if (/^\d\d:\d\d$/.test(text)) return `${dayOf(now)}T${text}`
  return /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?$/.test(text)
    ? text.replace(' ', 'T')
    : undefined
}

/** Parses a time from the user. With `isEnd`, a day means its end. */
export const typedTime = (flag: string, text: string, now: Date, isEnd = false): Date => {
  const date = ago(text, now) ?? new Date(iso(text, now, isEnd) ?? Number.NaN)
  if (!Number.isNaN(date.getTime())) return date
  throw usage(
    `--${flag}=${text} is not a time`,
    "type a day, 2026-07-30, with a clock time, '2026-07-30 14:00', or how long ago: 30m, 2h, 3d, 1w",
  )
}
