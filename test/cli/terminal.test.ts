import { describe, expect, it } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { plainProgress } from '../../src/cli/progress/plain.js'
import { plain } from '../../src/cli/text/colour.js'
import { failureText } from '../../src/cli/text/failure-text.js'
import { garbageText } from '../../src/cli/text/garbage-text.js'
import { journalText } from '../../src/cli/text/journal-text.js'
import { listText } from '../../src/cli/text/list-text.js'
import { planText } from '../../src/cli/text/plan-text.js'
import { printable } from '../../src/cli/text/printable.js'
import { InvalidInput, ProvisionError } from '../../src/errors.js'
import { command, shellWord } from '../../src/lib/shell-word.js'
import { jsonText, nameText } from '../../src/lib/unprintable.js'
import { root } from '../process/command-line.js'

const page = { paint: plain, columns: Number.POSITIVE_INFINITY }

/** Erases the screen, forges a line, turns the order of letters, and sets the title of the window in the 8-bit way. */
const evil = 'x\u001b[2J\nfix: rm -rf /\r\u202egpj.exe\u009d0;title\u0007\u2028\u200b'
const harmless =
  'x\\x1b[2J\\nfix: rm -rf /\\r\\xe2\\x80\\xaegpj.exe\\xc2\\x9d0;title\\x07\\xe2\\x80\\xa8\\xe2\\x80\\x8b'

const withCause = new ProvisionError('PROVISION_USAGE', evil, { fix: evil, cause: new Error(evil) })

const progressOf = (): string => {
  const written: string[] = []
  const { tell } = plainProgress((text) => void written.push(text), plain)
  tell(printable({ event: 'failed', context: evil, title: evil, message: evil }))
  return written.join('')
}

const report = {
  context: evil,
  ok: true,
  changed: true,
  changes: [{ context: evil, action: 'delete', title: evil, detail: evil, irreversible: evil }],
  result: {},
  warnings: [],
  leftOver: [],
} as const

/** All that prints what others may have written. */
const texts: readonly (readonly [name: string, text: () => string])[] = [
  ['an error', () => failureText(printable(withCause), page)],
  ['complaints', () => failureText(printable(new InvalidInput([{ path: evil, message: evil, fix: evil }])), page)],
  ['a bug', () => failureText(printable(new TypeError(evil)), page)],
  ['a plan', () => planText(printable([report]), page)],
  [
    'a list',
    () => listText(printable([{ name: evil, type: 'site', uri: evil, services: {}, damage: evil }]), 'table', page),
  ],
  ['names', () => listText(printable([{ name: evil, type: 'site', services: {} }]), 'names', page)],
  [
    'the history',
    () =>
      journalText(
        printable([
          {
            id: evil,
            task: evil,
            contexts: [evil],
            state: 'undone',
            since: '2026-01-01T00:00:00Z',
            user: evil,
            reason: evil,
          },
        ]),
        page,
      ),
  ],
  [
    'orphans',
    () =>
      garbageText(
        printable({
          findings: [
            { kind: 'file', where: evil, why: evil, fix: command`rm ${evil}`, removable: false, removed: false },
          ],
          warnings: [],
          failures: [],
          leftOver: [],
        }),
        page,
      ),
  ],
  ['progress', progressOf],
]

describe('what others may have written', () => {
  it.each(texts)('is escaped in %s, and forges no line', (_, textOf) => {
    const text = textOf()

    expect(text.match(/[^\P{C}\n]|[\u2028\u2029]/gu)).toBeNull()
    expect(text.split('\n').filter((line) => /^ {0,2}fix: rm -rf/.test(line))).toEqual([])
  })

  it('is escaped in JSON, and has the same value', () => {
    const text = jsonText({ name: `${evil}\u{e0041}` }, 2)

    expect(text.match(/[^\P{C}\n]|[\u2028\u2029]/gu)).toBeNull()
    expect(JSON.parse(text)).toEqual({ name: `${evil}\u{e0041}` })
  })

  it('has one line in a name, and its lines in a message', () => {
    expect(printable({ context: evil }).context).toBe(harmless)
    expect(printable({ message: 'one\n\ttwo\u001b' }).message).toBe('one\n\ttwo\\x1b')
  })

  it('stays the error that it was', () => {
    const escaped = printable(withCause)

    expect(escaped).toBeInstanceOf(ProvisionError)
    expect([escaped.code, escaped.cause]).toEqual(['PROVISION_USAGE', expect.any(Error)])
    expect(withCause.message).toBe(evil)
  })
})

const nasty: readonly Buffer[] = [
  'plain',
  '',
  'two words',
  "it's",
  '$(reboot)`id`"$HOME"',
  '-rf',
  'a\nb',
  "\u001b]0;x\u0007'\\",
  '\u202e💥',
  '*?[a]~',
  '\\x41\\n',
  'x\t0',
]
  .map((name) => Buffer.from(name))
  .concat(Buffer.from([0x61, 0xe9, 0xff, 0x0a, 0x31]), Buffer.from([0xc3, 0x28, 0x27]))

describe('a word of a command to type', () => {
  it('is for bash what the file is named, byte for byte', () => {
    const words = nasty.map((name) => shellWord(nameText(name)))

    const read = execFileSync('bash', ['-c', `printf '%s\\0' ${words.join(' ')}`])

    expect(read.toString('latin1').split('\0').slice(0, -1)).toEqual(nasty.map((name) => name.toString('latin1')))
    expect(words.join('').match(/\p{C}/u)).toBeNull()
  })
})

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: readFileSync(join(root, 'src', name), 'utf8') }))

describe('the source', () => {
  it('writes to the terminal in one file', () => {
    const writers = sources.filter(({ text }) => /process\.(stdout|stderr)\b|\bstderr\.write|console\./.test(text))

    expect(writers.map(({ name }) => name)).toEqual(['cli/help.ts', 'cli/report/output.ts'])
  })

  it('quotes each path in a fix', () => {
    const fix = /fix: `[^`]*(?<!")\$\{[^}]*\b(path|folder|file|root|socket|directory)\b/i

    expect(sources.filter(({ text }) => fix.test(text)).map(({ name }) => name)).toEqual([])
  })
})
