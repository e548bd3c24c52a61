import type { IsolationReport } from '../../provision/api.js'
import { columns } from './columns.js'
import type { Screen } from './screen.js'

const summary = ({ tries }: IsolationReport): string => {
  const numberOf = (result: string): number => tries.filter((one) => one.result === result).length
  const notTried = numberOf('not tried')
  return `${numberOf('got')} of ${tries.length} got something${notTried === 0 ? '' : `, ${notTried} were not tried`}`
}

const tableOf = ({ tries }: IsolationReport): readonly string[] =>
  columns([
    ['KIND', 'TRIED', 'RESULT', ''],
    ...tries.map(({ kind, what, result, detail = '' }) => [kind, what, result, detail]),
  ])

/** The tries of each site, and their results. */
export const isolationText = (reports: readonly IsolationReport[], { paint }: Screen): string =>
  reports
    .filter(({ error }) => error === undefined)
    .map((report) => {
      const { site, user = '', other = '' } = report
      const heading = `${site}, as ${user}, against ${other}: ${summary(report)}`
      return [paint.bold(heading), ...tableOf(report).map((line) => `  ${line}`)].join('\n')
    })
    .join('\n\n')
