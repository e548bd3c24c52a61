import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** An answer, or the last one of several with redirects. */
export interface Answer {
  readonly status: number
  readonly url: string
  readonly location: string | undefined
  readonly cookies: readonly string[]
  readonly body: string
}

const valuesOf = (head: string, name: string): readonly string[] =>
  [...head.matchAll(new RegExp(`^${name}: ([^\\r]*)`, 'gim'))].map(([, value = '']) => value)

const marker = '\ncurl-ended '

/** A browser without a window: curl, which asks 127.0.0.1 for every name and trusts any certificate. */
export const browser =
  (jar: string) =>
  async (url: string, ...words: readonly string[]): Promise<Answer> => {
    const connect = ['--insecure', '--connect-to', `::127.0.0.1:`, '--cookie', jar, '--cookie-jar', jar]
    const output = ['--silent', '--show-error', '--include', '--write-out', `${marker}%{url_effective}`]
    const { stdout } = await promisify(execFile)('curl', [...connect, ...output, ...words, url], { maxBuffer: 1e8 })
    const [answers = '', ended = ''] = stdout.split(marker)
    const start = [...answers.matchAll(/^HTTP\/[\d.]+ \d+/gm)].at(-1)?.index ?? 0
    const [head = '', ...body] = answers.slice(start).split('\r\n\r\n')
    return {
      status: Number(head.split(' ')[1]),
      url: ended,
      location: valuesOf(head, 'location')[0],
      cookies: valuesOf(head, 'set-cookie'),
      body: body.join('\r\n\r\n'),
    }
  }
