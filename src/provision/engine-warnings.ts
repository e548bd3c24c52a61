import type { Progress, ProgressEvent } from '../engine/progress.js'
import type { TaskOptions, TaskReport } from './api.js'

type Warning = Extract<ProgressEvent, { event: 'warning' }>

/** A warning of no context, or of one without a report, goes to the first. */
const withWarnings = (reports: readonly TaskReport[], warnings: readonly Warning[]): readonly TaskReport[] => {
  const contexts = new Set(reports.map(({ context }) => context))
  const placeOf = ({ context }: Warning): string | undefined => (contexts.has(context) ? context : reports[0]?.context)
  return reports.map((report) => {
    const own = warnings.filter((warning) => placeOf(warning) === report.context).map(({ message }) => message)
    return { ...report, warnings: [...new Set([...report.warnings, ...own])] }
  })
}

/** What the engine warns of while it runs is part of the reports too, because only these are printed in the end. */
export const withEngineWarnings = async (
  options: TaskOptions,
  act: (options: TaskOptions) => Promise<readonly TaskReport[]>,
): Promise<readonly TaskReport[]> => {
  const warnings: Warning[] = []
  const progress: Progress = (event) => {
    if (event.event === 'warning') warnings.push(event)
    options.progress(event)
  }
  const reports = await act({ ...options, progress })
  return warnings.length === 0 ? reports : withWarnings(reports, warnings)
}
