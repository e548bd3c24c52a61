import { writeFileSync } from 'node:fs'
import type { TaskReport } from '../../../src/provision/api.js'
import { Tasks } from '../../support/tasks.js'
import { Breaking, type Fault, faulty } from './faults.js'
import { type TaskWords, runTask } from './tasks.js'

interface Given {
  readonly home: string
  readonly words: TaskWords
  readonly fault: Fault
  /** Where to write how it ended, if it gets that far. */
  readonly ended: string
}

const { home, words, fault, ended } = JSON.parse(process.argv[2] ?? '') as Given
const breaking = new Breaking(fault)
const told = ({ ok, error, leftOver }: TaskReport) => ({ ok, message: error?.message, leftOver })

const main = async (): Promise<void> => {
  const reports = await runTask(new Tasks(home, faulty(breaking)), words)
  writeFileSync(ended, JSON.stringify({ passed: breaking.passed.length, reports: reports.map(told) }))
}
void main()
