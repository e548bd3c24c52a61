import { type IsolationReport, type IsolationTry, triers, tryKinds } from '../../provision/api.js'
import { columns } from './columns.js'
import type { Screen } from './screen.js'

/** What asks for something to be done comes first. */
const order = ['got', 'not tried', 'shared', 'nothing'] as const

const summary = (tries: readonly IsolationTry[]): string => {
  const [got = 0, ...others] = order.map((result) => tries.filter((one) => one.result === result).length)
  const more = others.flatMap((count, index) => (count === 0 ? [] : [`${count} ${order[index + 1]}`]))
  return [`${got} of ${tries.length} tries got something`, ...more].join(', ')
}

const sorted = (tries: readonly IsolationTry[]): readonly IsolationTry[] => {
  const having = (all: readonly IsolationTry[], key: 'result' | 'as' | 'kind', value: string) =>
    all.filter((one) => one[key] === value)
  return order
    .map((result) => having(tries, 'result', result))
    .flatMap((all) => triers.map((as) => having(all, 'as', as)))
    .flatMap((all) => tryKinds.flatMap((kind) => having(all, 'kind', kind)))
}

const tableOf = (tries: readonly IsolationTry[], { paint }: Screen): readonly string[] => {
  const rows = tries.map(({ as, kind, what, result, detail = '' }) => [result, as, kind, what, detail])
  const [heading = '', ...lines] = columns([['RESULT', 'AS', 'KIND', 'TRIED', ''], ...rows])
  const painted = { got: paint.red, 'not tried': paint.yellow, shared: paint.yellow, nothing: (line: string) => line }
  return [paint.bold(heading), ...lines.map((line, index) => painted[tries[index]?.result ?? 'nothing'](line))]
}

/** The tries of each site, and their results. */
export const isolationText = (reports: readonly IsolationReport[], screen: Screen): string =>
  reports
    .filter(({ error }) => error === undefined)
    .map(({ site, user = '', other = '', tries }) => {
      const heading = screen.paint.bold(`${site}, whose PHP is ${user}, against ${other}: ${summary(tries)}`)
      return [heading, ...tableOf(sorted(tries), screen).map((line) => `  ${line}`)].join('\n')
    })
    .join('\n\n')
