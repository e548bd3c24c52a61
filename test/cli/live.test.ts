import { describe, expect, it } from '@jest/globals'
import { plain } from '../../src/cli/text/colour.js'
import { liveProgress } from '../../src/cli/progress/live.js'
import type { ChangeLine, ProgressEvent } from '../../src/engine/progress.js'

const changes = (context: string, steps: number): readonly ChangeLine[] =>
  Array.from({ length: steps }, (_, index) => ({ context, action: 'create', title: `step ${index + 1} of ${context}` }))

const planned = (context: string, steps = 2): ProgressEvent => ({
  event: 'planned',
  context,
  changes: changes(context, steps),
})
const stepOf = (context: string, number: number) => ({ context, title: `step ${number} of ${context}` })
const begun = (context: string, number: number): ProgressEvent => ({
  event: 'begun',
  host: 'localhost',
  ...stepOf(context, number),
})
const done = (context: string, number: number): ProgressEvent => ({
  event: 'done',
  milliseconds: 0,
  ...stepOf(context, number),
})
const failed = (context: string, number: number): ProgressEvent => ({
  event: 'failed',
  message: 'refused',
  ...stepOf(context, number),
})
const undone = (context: string, number: number): ProgressEvent => ({ event: 'undone', ...stepOf(context, number) })

const well = (context: string): readonly ProgressEvent[] => [
  begun(context, 1),
  done(context, 1),
  begun(context, 2),
  done(context, 2),
]
const badly = (context: string): readonly ProgressEvent[] => [
  begun(context, 1),
  done(context, 1),
  begun(context, 2),
  failed(context, 2),
  undone(context, 2),
  undone(context, 1),
]

/** The lines of a terminal after these bytes were written to it. */
const shownAfter = (written: readonly string[]): readonly string[] => {
  const lines = ['']
  let row = 0
  for (const [part] of written.join('').matchAll(/\u001b\[\d*[AJK]|\r|\n|[^\u001b\r\n]+/g)) {
    const up = /^\u001b\[(\d+)A$/.exec(part)
    if (up !== null) row -= Number(up[1])
    else if (part === '\u001b[J') lines.splice(row, lines.length, '')
    else if (part === '\n') lines[++row] ??= ''
    else if (part !== '\r') lines[row] += part
  }
  return lines
}

const names = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `@s${index}.test`)

/** The screen after these events, before the progress is closed and after it. */
const show = (events: readonly ProgressEvent[], { verbose = false, columns = 80 } = {}) => {
  const written: string[] = []
  let now = 0
  const progress = liveProgress({
    write: (text) => written.push(text),
    screen: () => ({ paint: plain, columns }),
    verbose,
    now: () => now,
  })
  for (const event of events) {
    now += 100
    progress.tell(event)
  }
  const running = shownAfter(written)
  progress.close()
  return { running, ended: shownAfter(written).filter(Boolean) }
}

describe('progress on a terminal', () => {
  it('folds the steps of a context into one line, with the time used', () => {
    const { ended } = show([planned('@a'), ...well('@a')])

    expect(ended).toEqual(['✔ @a  2 steps  0.3 s'])
  })

  it('shows the step that runs, and how far the plan is', () => {
    const { running } = show([planned('@a', 3), begun('@a', 1)])

    expect(running.at(-1)).toMatch(/^. @a  0\/3  step 1$/)
  })

  it('has a line for each context that runs', () => {
    const { running } = show([planned('@a'), planned('@long'), begun('@a', 1)])

    expect(running.map((line) => line.slice(2))).toEqual(['@a     0/2  step 1', '@long  0/2'])
  })

  it('lists the steps when they are asked for', () => {
    const { ended } = show([planned('@a'), ...well('@a')], { verbose: true })

    expect(ended).toEqual(['✔ @a  2 steps  0.3 s', '    ✔ step 1', '    ✔ step 2'])
  })

  it('lists the steps of a context that failed, each once', () => {
    const { ended } = show([planned('@a'), planned('@b'), ...badly('@a'), ...well('@b')])

    expect(ended).toEqual([
      '✘ @a  failed: step 2, 1 step undone  0.5 s',
      '    ↩ step 1',
      '    ✘ step 2',
      '✔ @b  2 steps  0.3 s',
    ])
  })

  it('keeps a failure on the screen as soon as another step begins', () => {
    const { running } = show([planned('@a'), planned('@b'), ...badly('@a'), begun('@b', 1)])

    expect(running[0]).toContain('✘ @a  failed: step 2')
  })

  it('ends a context when its end is told', () => {
    const { running } = show([planned('@a'), ...well('@a'), { event: 'ended', context: '@a', ok: true, changed: true }])

    expect(running).toEqual(['✔ @a  2 steps  0.3 s', ''])
  })

  it('leaves one line with counts while 400 contexts run, and none when all went well', () => {
    const all = names(400)
    const events = [...all.map((name) => planned(name)), ...all.map((name) => begun(name, 1))]

    const [{ running }, { ended }] = [show(events), show([...events, ...all.map((name) => done(name, 1))])]

    expect(running).toHaveLength(1)
    expect(running[0]).toMatch(/^. 400 contexts  0\/800 steps  @s0.test: step 1$/)
    expect(ended).toEqual([])
  })

  it('names each of 400 contexts that failed, and lists the steps of the first few', () => {
    const all = names(400)
    const bad = all.slice(0, 30)

    const { ended } = show([...all.map((name) => planned(name)), ...bad.flatMap(badly), ...all.slice(30).flatMap(well)])

    expect(ended.filter((line) => line.startsWith('✘')).map((line) => line.split(' ')[1])).toEqual(bad)
    expect(ended.filter((line) => line.startsWith('    '))).toHaveLength(10)
    expect(ended.filter((line) => line.startsWith('✔'))).toEqual([])
  })

  it('tells contexts that run one after the other apart', () => {
    const { running, ended } = show([planned('@a'), ...well('@a'), planned('@b'), begun('@b', 1)])

    expect(running).toEqual(['✔ @a  2 steps  0.3 s', expect.stringContaining('@b  0/2  step 1')])
    expect(ended.slice(0, 1)).toEqual(['✔ @a  2 steps  0.3 s'])
  })

  it('cuts the line that turns between words, and breaks what stays', () => {
    const title = 'install the application with all that it needs'
    const events: readonly ProgressEvent[] = [
      planned('@a'),
      { event: 'begun', host: 'localhost', context: '@a', title },
    ]

    const [{ running }, { ended }] = [
      show(events, { columns: 30 }),
      show([...events, { event: 'failed', context: '@a', title, message: 'no' }], { columns: 30 }),
    ]

    expect(running[0]?.slice(2)).toBe('@a  0/2  install the …')
    expect(ended).toEqual([
      '✘ @a  failed: install the',
      '  application with all that it',
      '  needs  0.1 s',
      '    ✘ install the application',
      '      with all that it needs',
    ])
  })

  it('shows how far a long step is', () => {
    const advanced = { event: 'advanced', ...stepOf('@a', 1), done: 30, of: 60, unit: 'files' } as const

    const { running } = show([planned('@a'), begun('@a', 1), advanced])

    expect(running.at(-1)).toContain('@a  0/2  step 1  50 %')
  })

  it('keeps warnings', () => {
    const { ended } = show([{ event: 'warning', context: '@a', message: 'it is slow' }])

    expect(ended).toEqual(['⚠ @a  it is slow'])
  })
})
