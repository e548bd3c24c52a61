import type { Progress, TaskReport } from '../api.js'

/** Adds warnings about the words that a task was given to its report. */
export const withWarnings = async (
  warnings: readonly string[],
  progress: Progress,
  task: Promise<TaskReport>,
): Promise<TaskReport> => {
  const report = await task
  for (const warning of warnings) progress.warn(report.context, warning)
  return { ...report, warnings: [...warnings, ...report.warnings] }
}
