import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseServer } from '../../../src/hosts/database.js'
import { type Stage, stages } from '../../../src/steps/step.js'
import { Breaking, type Fault, type Passed, counting, faulty } from './faults.js'
import type { Fleet } from './fleet.js'
import type { RunBroken } from './killed.js'
import { type Picture, differences, pictureOf } from './picture.js'
import { type TaskWords, runTask } from './tasks.js'

/** A task that is to be broken everywhere. */
export interface Trial {
  readonly fleet: Fleet
  readonly database: DatabaseServer
  readonly runBroken: RunBroken
  readonly words: TaskWords
  /** Host names that are asked for. */
  readonly hosts: readonly string[]
  /** Makes what the task finds, whatever a trial before has left. */
  readonly arrange: () => Promise<void>
  /** What is wrong with a task that is said to be complete; nothing when nothing is. */
  readonly complaints: () => Promise<readonly string[]>
}

/** What went wrong, by where the task was broken; empty when nothing did. */
export interface Verdict {
  readonly steps: number
  readonly cases: number
  readonly wrong: Readonly<Record<string, readonly string[]>>
}

const isAfterCommit = ({ stage }: Passed): boolean =>
  stage !== undefined && stages.indexOf(stage) > stages.indexOf('check' satisfies Stage)

const picture = ({ fleet, database, hosts }: Trial): Promise<Picture> => pictureOf(fleet, database, hosts)

export const openJournals = ({ home }: Fleet): readonly string[] => {
  const folder = join(home, 'journal', 'open')
  return (existsSync(folder) ? readdirSync(folder) : []).map((id) => `journal ${id} is open`)
}

/** The steps of the task, from a run that is not broken. */
const rehearse = async (trial: Trial): Promise<readonly Passed[]> => {
  await trial.arrange()
  const breaking = counting()
  const [report] = await runTask(trial.fleet.tasks(faulty(breaking)), trial.words)
  if (!report?.ok) throw report?.error ?? new Error('no report')
  const complaints = await trial.complaints()
  if (complaints.length > 0) throw new Error(`not complete even when nothing breaks: ${complaints.join('; ')}`)
  return breaking.passed
}

/** Undone without a trace; or complete, which may be only once a step after the commit was broken. */
const judge = async (trial: Trial, before: Picture, mayBeComplete: boolean): Promise<readonly string[]> => {
  const different = differences(before, await picture(trial))
  const open = openJournals(trial.fleet)
  if (different.length === 0 || !mayBeComplete) return [...different, ...open]
  const complaints = [...(await trial.complaints()), ...open]
  return complaints.length === 0 ? [] : [...complaints, 'and not undone either:', ...different]
}

type Break = (trial: Trial, fault: Fault) => Promise<readonly string[]>

/** In this process; what is left to be finished after the commit is finished by the next command. */
const breakHere: Break = async ({ fleet, words }, fault) => {
  const [report] = await runTask(fleet.tasks(faulty(new Breaking(fault))), words)
  if (report?.ok !== false) return ['the error was not reported']
  if (report.leftOver.length > 0) await fleet.recover()
  return []
}

const kill: Break = async ({ fleet, runBroken, words }, fault) => {
  const { signal, stderr, ended } = await runBroken(fleet.home, words, fault)
  if (signal === 'SIGKILL') return []
  return [`not killed: ${stderr}${JSON.stringify(ended)}`]
}

const killAndRecover: Break = async (trial, fault) => {
  const wrong = await kill(trial, fault)
  await trial.fleet.recover()
  return wrong
}

const run = async (
  trial: Trial,
  mayBeComplete: boolean,
  act: (trial: Trial) => Promise<readonly string[]>,
): Promise<readonly string[]> => {
  await trial.arrange()
  const before = await picture(trial)
  const wrong = await act(trial)
  return [...wrong, ...(await judge(trial, before, mayBeComplete))]
}

/** Collects what went wrong in the cases, each with the name of where it was broken. */
class Cases {
  count = 0
  readonly wrong: Record<string, readonly string[]> = {}

  async try(name: string, act: () => Promise<readonly string[]>): Promise<void> {
    this.count++
    const wrong = await act().catch((error: Error) => [String(error.stack).split('\n').slice(0, 3).join('\n')])
    if (wrong.length > 0) this.wrong[name] = wrong
  }

  verdict(what: string, { words: { task } }: Trial, { length: steps }: readonly Passed[]): Verdict {
    process.stderr.write(`${task}: ${what}: ${steps} steps, ${this.count} cases\n`)
    return { steps, cases: this.count, wrong: this.wrong }
  }
}

const both = ['before', 'after'] as const

/** Breaks a task before and after each of its steps, by an error in this process or by `kill -9` of one of its own. */
export const breakEveryStep = async (trial: Trial, how: Fault['how']): Promise<Verdict> => {
  const steps = await rehearse(trial)
  const cases = new Cases()
  const act = how === 'kill' ? killAndRecover : breakHere
  for (const [place, step] of steps.entries())
    for (const when of both)
      await cases.try(`${how} ${when} ${place + 1}: ${step.title}`, () =>
        run(trial, isAfterCommit(step), () => act(trial, { at: place + 1, when, of: 'step', how })),
      )
  return cases.verdict(`${how} before and after each step`, trial, steps)
}

/** `kill -9` before each of the steps, and then the same task again instead of a recovery: it must get there. */
export const repeatAfterEachKill = async (trial: Trial): Promise<Verdict> => {
  const steps = await rehearse(trial)
  const cases = new Cases()
  for (const [place, step] of steps.entries())
    await cases.try(`again after kill at ${place + 1}: ${step.title}`, async () => {
      await trial.arrange()
      const wrong = await kill(trial, { at: place + 1, when: 'after', of: 'step', how: 'kill' })
      const [report] = await runTask(trial.fleet.tasks(), trial.words).catch((error: Error) => [{ ok: false, error }])
      const refused = report?.ok || isAfterCommit(step) ? [] : [String(report?.error)]
      return [...wrong, ...refused, ...(await trial.complaints()), ...openJournals(trial.fleet)]
    })
  return cases.verdict('killed at each step, then told again', trial, steps)
}

/** `kill -9` before each single change of the world, until the task gets to its end. */
export const killAtEveryChange = async (trial: Trial): Promise<Verdict> => {
  const steps = await rehearse(trial)
  const cases = new Cases()
  for (let at = 1, ended = false; !ended; at++)
    await cases.try(`kill before change ${at}`, async () => {
      await trial.arrange()
      const before = await picture(trial)
      const broken = await trial.runBroken(trial.fleet.home, trial.words, {
        at,
        when: 'before',
        of: 'change',
        how: 'kill',
      })
      ended = broken.signal !== 'SIGKILL'
      await trial.fleet.recover()
      return judge(trial, before, true)
    })
  return cases.verdict('killed before each change', trial, steps)
}

/** `kill -9` when all steps before the commit are done, then of the recovery, before each single change that it makes. */
export const killAtEveryChangeOfRecovery = async (trial: Trial): Promise<Verdict> => {
  const steps = await rehearse(trial)
  const last = steps.filter((step) => !isAfterCommit(step)).length
  const cases = new Cases()
  for (let at = 1, ended = false; !ended; at++)
    await cases.try(`kill before change ${at} of the recovery`, async () => {
      await trial.arrange()
      const before = await picture(trial)
      const wrong = await kill(trial, { at: last, when: 'after', of: 'step', how: 'kill' })
      const again = { at, when: 'before', of: 'change', how: 'kill' } as const
      ended = (await trial.runBroken(trial.fleet.home, { task: 'recover' }, again)).signal !== 'SIGKILL'
      await trial.fleet.recover()
      return [...wrong, ...(await judge(trial, before, false))]
    })
  return cases.verdict('killed before each change of the recovery', trial, steps)
}
