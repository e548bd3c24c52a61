import type { TaskReport } from '../provision/api.js'

/** Adds warnings about the words that a task was given to its report. */
export const withWarnings = async (warnings: readonly string[], task: Promise<TaskReport>): Promise<TaskReport> => {
  const report = await task
  return { ...report, warnings: [...warnings, ...report.warnings] }
}
