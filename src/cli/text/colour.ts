const codes = { red: 31, green: 32, yellow: 33, cyan: 36, dim: 2, bold: 1 } as const

export type Paint = Readonly<Record<keyof typeof codes, (text: string) => string>>

const painting = (on: boolean): Paint =>
  Object.fromEntries(
    Object.entries(codes).map(([name, code]) => [
      name,
      (text: string) => (on ? `\u001b[${code}m${text}\u001b[0m` : text),
    ]),
  ) as Paint

export const plain = painting(false)
export const coloured = painting(true)

interface Terminal {
  readonly isTTY?: boolean
}

/** Colours only on a terminal, and not with NO_COLOR (https://no-color.org). */
export const paintFor = (stream: Terminal, env: NodeJS.ProcessEnv = process.env): Paint =>
  stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb' ? coloured : plain
