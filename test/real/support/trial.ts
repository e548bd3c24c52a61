import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseServer } from '../../../src/hosts/database.js'
import type { HttpType } from '../../../src/sandbox/server.js'
import { defaultStages } from '../../../src/steps/common/stages.js'
import { type Passed, counting, faulty } from './faults.js'
import { type Fleet, useFleet } from './fleet.js'
import { type RunBroken, useBrokenProcesses } from './killed.js'
import { useNeighbour } from './neighbour.js'
import { type Picture, differences, pictureOf } from './picture.js'
import { type TaskWords, runTask } from './tasks.js'

/** A task that is to be broken everywhere. */
export interface Case {
  readonly words: TaskWords
  /** Its plan has at least so many steps. */
  readonly steps: number
  /** Makes what the task finds, whatever a trial before has left. */
  readonly arrange: () => Promise<void>
  /** What is wrong with a task that is said to be complete; nothing when nothing is. */
  readonly complaints: () => Promise<readonly string[]>
}

/** Where tasks are broken. */
export interface Place {
  readonly fleet: Fleet
  readonly database: DatabaseServer
  readonly runBroken: RunBroken
  /** Host names that are asked for. */
  readonly hosts: readonly string[]
}

export type Trial = Case & Place

/** Real servers for all tests of a file, with a site that must never notice anything. */
export const usePlace = (hosts: readonly string[], http: readonly HttpType[] = ['nginx']): (() => Place) => {
  const fleet = useFleet(http)
  const runBroken = useBrokenProcesses()
  const database = useNeighbour(fleet)
  return () => ({ fleet: fleet(), database: database(), runBroken, hosts: [...hosts, 'neighbour.test'] })
}

const order: readonly string[] = defaultStages.order

export const isAfterCommit = ({ stage }: Passed): boolean =>
  stage !== undefined && order.indexOf(stage) > order.indexOf(defaultStages.commitAfter)

export const picture = ({ fleet, database, hosts }: Place): Promise<Picture> => pictureOf(fleet, database, hosts)

const pathsIn = (folder: string): readonly string[] =>
  existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)) : []

const isTemporary = (path: string): boolean => /\/\.[^/]+\.(new|removed-[^/]+|json)$/.test(path)

const written = ['config', 'contexts', 'hosts', 'locks', 'queue', 'secrets', 'srv'] as const

/** What no task may leave, however it has ended: an open journal, temporary files. */
export const traces = ({ home }: Fleet): readonly string[] => [
  ...pathsIn(join(home, 'journal', 'open')).map((path) => `${path} is open`),
  ...written
    .flatMap((folder) => pathsIn(join(home, folder)))
    .filter(isTemporary)
    .map((path) => `${path} was left`),
]

/** The steps of the task, from a run that is not broken. */
export const rehearse = async (trial: Trial): Promise<readonly Passed[]> => {
  await trial.arrange()
  const breaking = counting()
  for (const report of await runTask(trial.fleet.tasks(faulty(breaking)), trial.words))
    if (!report.ok) throw report.error ?? new Error('no error')
  const complaints = [...(await trial.complaints()), ...traces(trial.fleet)]
  if (complaints.length > 0) throw new Error(`not complete even when nothing breaks: ${complaints.join('; ')}`)
  return breaking.passed
}

/** Undone without a trace; or complete, which may be only once a step after the commit was broken. */
const judge = async (trial: Trial, before: Picture, mayBeComplete: boolean): Promise<readonly string[]> => {
  const different = differences(before, await picture(trial))
  const left = traces(trial.fleet)
  if (different.length === 0 || !mayBeComplete) return [...different, ...left]
  const complaints = [...(await trial.complaints()), ...left]
  return complaints.length === 0 ? [] : [...complaints, 'and not undone either:', ...different]
}

/** Arranges, breaks, and says what is wrong then. */
export const broken = async (
  trial: Trial,
  mayBeComplete: boolean,
  act: () => Promise<readonly string[]>,
): Promise<readonly string[]> => {
  await trial.arrange()
  const before = await picture(trial)
  const wrong = await act()
  return [...wrong, ...(await judge(trial, before, mayBeComplete))]
}
