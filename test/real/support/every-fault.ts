import { Breaking, type Fault, type Passed, faulty } from './faults.js'
import { runTask } from './tasks.js'
import { type Trial, broken, isAfterCommit, rehearse, traces } from './trial.js'

/** What went wrong, by where the task was broken; empty when nothing did. */
export interface Verdict {
  readonly steps: number
  readonly cases: number
  readonly wrong: Readonly<Record<string, readonly string[]>>
}

/** Collects what went wrong in the cases, each with the name of where it was broken. */
export class Cases {
  count = 0
  readonly wrong: Record<string, readonly string[]> = {}

  async try(name: string, act: () => Promise<readonly string[]>): Promise<void> {
    this.count++
    const wrong = await act().catch((error: Error) => [String(error.stack).split('\n').slice(0, 3).join('\n')])
    if (wrong.length > 0) this.wrong[name] = wrong
  }

  verdict(what: string, { words }: Trial, { length: steps }: readonly Passed[]): Verdict {
    const on = 'name' in words ? ` ${words.name}` : ''
    process.stderr.write(`${words.task}${on}: ${what}: ${steps} steps, ${this.count} cases\n`)
    return { steps, cases: this.count, wrong: this.wrong }
  }
}

type Break = (trial: Trial, fault: Fault) => Promise<readonly string[]>

/** In this process; what is left to be finished after the commit is finished by the next command. */
const breakHere: Break = async ({ fleet, words }, fault) => {
  const reports = await runTask(fleet.tasks(faulty(new Breaking(fault))), words)
  if (reports.every(({ ok }) => ok)) return ['the error was not reported']
  if (reports.some(({ leftOver }) => leftOver.length > 0)) await fleet.recover()
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

/** Breaks a task before and after each of its steps, by an error in this process or by `kill -9` of one of its own. */
export const breakEveryStep = async (
  trial: Trial,
  how: Fault['how'],
  whens: readonly Fault['when'][] = ['before', 'after'],
): Promise<Verdict> => {
  const steps = await rehearse(trial)
  const cases = new Cases()
  const act = how === 'kill' ? killAndRecover : breakHere
  for (const [place, step] of steps.entries())
    for (const when of whens)
      await cases.try(`${how} ${when} ${place + 1}: ${step.title}`, () =>
        broken(trial, isAfterCommit(step), () => act(trial, { at: place + 1, when, of: 'step', how })),
      )
  return cases.verdict(`${how} ${whens.join(' and ')} each step`, trial, steps)
}

/** `kill -9` after each of the steps, and then the same task again instead of a recovery: it must get there. */
export const repeatAfterEachKill = async (trial: Trial): Promise<Verdict> => {
  const steps = await rehearse(trial)
  const cases = new Cases()
  for (const [place, step] of steps.entries())
    await cases.try(`again after kill at ${place + 1}: ${step.title}`, async () => {
      await trial.arrange()
      const wrong = await kill(trial, { at: place + 1, when: 'after', of: 'step', how: 'kill' })
      const reports = await runTask(trial.fleet.tasks(), trial.words).catch((error: Error) => [{ ok: false, error }])
      const refused = isAfterCommit(step) ? [] : reports.filter(({ ok }) => !ok).map(({ error }) => String(error))
      return [...wrong, ...refused, ...(await trial.complaints()), ...traces(trial.fleet)]
    })
  return cases.verdict('killed at each step, then told again', trial, steps)
}

const beforeChange = (at: number): Fault => ({ at, when: 'before', of: 'change', how: 'kill' })

/** `kill -9` before each single change of the world, until the task gets to its end. */
export const killAtEveryChange = async (trial: Trial): Promise<Verdict> => {
  const steps = await rehearse(trial)
  const cases = new Cases()
  for (let at = 1, ended = false; !ended; at++)
    await cases.try(`kill before change ${at}`, () =>
      broken(trial, true, async () => {
        const { signal } = await trial.runBroken(trial.fleet.home, trial.words, beforeChange(at))
        ended = signal !== 'SIGKILL'
        await trial.fleet.recover()
        return []
      }),
    )
  return cases.verdict('killed before each change', trial, steps)
}

/** `kill -9` when all steps before the commit are done, then of the recovery, before each single change that it makes. */
export const killAtEveryChangeOfRecovery = async (trial: Trial): Promise<Verdict> => {
  const steps = await rehearse(trial)
  const last = steps.filter((step) => !isAfterCommit(step)).length
  const cases = new Cases()
  for (let at = 1, ended = false; !ended; at++)
    await cases.try(`kill before change ${at} of the recovery`, () =>
      broken(trial, false, async () => {
        const wrong = await kill(trial, { at: last, when: 'after', of: 'step', how: 'kill' })
        const { signal } = await trial.runBroken(trial.fleet.home, { task: 'recover' }, beforeChange(at))
        ended = signal !== 'SIGKILL'
        await trial.fleet.recover()
        return wrong
      }),
    )
  return cases.verdict('killed before each change of the recovery', trial, steps)
}
