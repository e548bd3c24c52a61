import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { CommandLine } from './command-line.js'

let provision: CommandLine

const json = (...words: readonly string[]) => JSON.parse(provision.run(['journal', ...words, '--json']).stdout)

beforeAll(() => {
  provision = new CommandLine()
  provision.run(['save', '@server_a', '--context_type=server'])
  provision.run(['save', '@server_b', '--context_type=server'])
})

afterAll(() => provision.remove())

describe('provision-journal', () => {
  it('has the time at which a task ended', () => {
    expect(json()).toMatchObject([
      { contexts: ['@server_a'], state: 'done', milliseconds: expect.any(Number) },
      { contexts: ['@server_b'], state: 'done', ended: expect.stringMatching(/^\d{4}-/) },
    ])
  })

  it.each([
    ['--context=@server_a', ['@server_a']],
    ['--context=@server_*', ['@server_a', '@server_b']],
    ['--limit=1', ['@server_b']],
    ['--since=1h', ['@server_a', '@server_b']],
    ['--until=1h', []],
    ['--result=undone', []],
  ])('%s shows tasks of %j', (flag, contexts) => {
    expect(json(flag).flatMap((line: { contexts: string[] }) => line.contexts)).toEqual(contexts)
  })

  it('shows the steps of one, by the whole id or an end of it', () => {
    const [{ id }] = json('--context=@server_a')

    const [whole, end] = [json(id), json(id.slice(-8))]

    expect(whole.plans).toMatchObject([{ context: '@server_a', steps: expect.arrayContaining([expect.anything()]) }])
    expect(end).toEqual(whole)
  })

  it.each([
    ['nothing', 'there is no journal nothing'],
    ['20', 'matches 2 journals'],
    ['--context=server_a', 'type its @: --context=@server_a'],
    ['--since=soon', '--since=soon is not a time'],
    ['--result=good', '--result=good is not one of done, undone'],
  ])('refuses %s', (word, meant) => {
    const { code, stdout, stderr } = provision.run(['journal', word])

    expect(stderr).toContain(meant)
    expect([code, stdout]).toEqual([64, ''])
  })
})
