import { describe, expect, it } from '@jest/globals'
import { plain } from '../../src/cli/text/colour.js'
import { journalDetailText, journalText } from '../../src/cli/text/journal-text.js'
import { printable } from '../../src/cli/text/printable.js'
import { localTime } from '../../src/cli/text/time.js'
import type { JournalDetail, JournalLine } from '../../src/provision/api.js'

const page = { paint: plain, columns: Number.POSITIVE_INFINITY }
const since = '2026-07-30T12:05:09.000Z'
const when = localTime(since)

const line = (more: Partial<JournalLine> = {}): JournalLine => ({
  id: '20260730T120509-1f2e3d4c',
  task: 'provision-verify',
  contexts: ['@a.test'],
  state: 'done',
  since,
  user: 'aegir',
  milliseconds: 812,
  ...more,
})

describe('the history as text', () => {
  it('has a line for each task, and below it why it is not done', () => {
    const lines = [line(), line({ state: 'undone', reason: 'check it: status 500', contexts: ['@b.test', '@c.test'] })]

    expect(journalText(lines, page).split('\n')).toEqual([
      'ID        WHEN                 TOOK   RESULT  TASK              CONTEXTS',
      `1f2e3d4c  ${when}  0.8 s  done    provision-verify  @a.test`,
      `1f2e3d4c  ${when}  0.8 s  undone  provision-verify  @b.test, @c.test`,
      '    why: check it: status 500',
    ])
  })

  it('names a few of many contexts', () => {
    const contexts = Array.from({ length: 400 }, (_, index) => `@s${index}`)

    expect(journalText([line({ contexts })], page)).toContain('@s0, @s1, @s2 and 397 more')
  })

  it('breaks between words on a narrow terminal', () => {
    const text = journalText([line({ contexts: ['@a-long-name.example.test'] })], { paint: plain, columns: 80 })

    expect(text).toContain('provision-verify\n    @a-long-name.example.test')
  })

  it('says when there is none', () => {
    expect(journalText([], page)).toBe('no tasks found')
  })
})

describe('one task as text', () => {
  const detail = (plans: JournalDetail['plans'], more: Partial<JournalLine> = {}): JournalDetail => ({
    ...line(more),
    plans,
  })

  it('has what became of each step, why, and what is left over', () => {
    const steps = [
      { title: 'save the context @a', state: 'left over' as const },
      { title: 'check it', state: 'failed' as const },
    ]
    const plan = { context: '@a', state: 'stuck' as const, steps, reason: 'check it: no', leftOver: ['save it: full'] }

    const text = journalDetailText(detail([plan], { state: 'stuck', ended: since }), page)

    expect(text.split('\n')).toEqual([
      'provision-verify',
      '  id      20260730T120509-1f2e3d4c',
      '  result  stuck',
      '  user    aegir',
      `  began   ${when}`,
      `  ended   ${when} (0.8 s)`,
      '@a  stuck',
      '    left over  save the context',
      '    failed     check it',
      '    why: check it: no',
      '    not undone: save it: full',
    ])
  })

  it.each([
    [false, '      stdout (the last 8 of 9 lines; --output shows all)\n        line 2\n', 'line 1'],
    [true, '      stdout\n        line 1\n', '(the last'],
  ])('shows the ends of what a program has written, or all of it: %s', (isWhole, shown, hidden) => {
    const stdout = Array.from({ length: 9 }, (_, index) => `line ${index + 1}\n`).join('')
    const step = { title: 'run it', state: 'failed' as const, stdout, stderr: 'red \x1b[31m \u202e\n' }
    const plan = { context: '@a', state: 'undone' as const, steps: [step] }

    const text = journalDetailText(printable(detail([plan])), page, isWhole)

    expect(text).toContain(shown)
    expect(text).toContain('      stderr\n        red \\x1b[31m \\xe2\\x80\\xae')
    expect(text).not.toContain(hidden)
  })

  it('counts the contexts of a large task that are done', () => {
    const done = Array.from({ length: 399 }, (_, index) => ({
      context: `@s${index}`,
      state: 'done' as const,
      steps: [],
    }))
    const bad = { context: '@bad', state: 'undone' as const, steps: [], reason: 'check it: no' }

    const text = journalDetailText(detail([...done, bad]), page)

    expect(text).toContain('@bad  undone\n    why: check it: no\n399 contexts done')
  })
})
