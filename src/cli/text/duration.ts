const minute = 60
const hour = 60 * minute

/** `0.8 s`, `23 s`, `1 min 5 s`, `2 h 3 min`. */
export const durationText = (milliseconds: number): string => {
  const seconds = milliseconds / 1000
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < minute) return `${whole} s`
  if (whole < hour) return `${Math.floor(whole / minute)} min ${whole % minute} s`
  return `${Math.floor(whole / hour)} h ${Math.floor((whole % hour) / minute)} min`
}
