import type { GarbageReport } from '../../provision/api.js'
import type { Paint } from './colour.js'
import type { Screen } from './screen.js'
import { wrap } from './wrap.js'

type Finding = GarbageReport['findings'][number]

const whose = ({ context, uuid }: Finding): string => {
  if (context === undefined) return uuid ?? ''
  return uuid === undefined ? context : `${context} (${uuid})`
}

const line = (word: string, text: string): readonly string[] => (text === '' ? [] : [`      ${word}: ${text}`])

const sign = ({ removable }: Finding, paint: Paint): string => (removable ? paint.red('-') : paint.yellow('?'))

const findingText = (finding: Finding, paint: Paint): readonly string[] => [
  `  ${sign(finding, paint)} ${finding.where}`,
  ...line('of', whose(finding)),
  ...line('why', finding.why),
  ...(finding.removable ? [] : line(paint.bold('fix'), finding.fix)),
]

const section = (title: string, findings: readonly Finding[], paint: Paint): readonly string[] =>
  findings.length === 0
    ? []
    : [`${paint.bold(title)} (${findings.length})`, ...findings.flatMap((finding) => findingText(finding, paint))]

/** The orphans. Those that need a decision come first. */
export const garbageText = ({ findings, failures }: GarbageReport, { paint, columns }: Screen): string => {
  if (findings.length === 0) return failures.length === 0 ? 'no orphans found' : ''
  const left = findings.filter(({ removed, removable }) => removable && !removed)
  const sections = [
    ...section(
      'orphans that may contain data or serve pages: check, then remove them by hand',
      byHand(findings),
      paint,
    ),
    ...section('temporary files of ended commands: provision-gc removes them', left, paint),
    ...section(
      'removed',
      findings.filter(({ removed }) => removed),
      paint,
    ),
  ]
  return sections.map((line) => wrap(line, columns, 5)).join('\n')
}

const byHand = (findings: readonly Finding[]): readonly Finding[] => findings.filter(({ removable }) => !removable)
