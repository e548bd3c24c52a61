import { join } from 'node:path'
import { packageRoot } from '../templates/package-root.js'
import { attemptEach } from './common/attempt.js'
import {
  type ProgramBefore,
  type ProgramStep,
  failed,
  prepareProgram,
  runProgram,
  undoProgram,
} from './common/program.js'
import { type Outcome, type Prepared, type StepKind, defaultBatch } from './common/kind.js'
import type { Run } from './common/world.js'

/**
 * A PHP script of Provision, such as the installation of an application. It runs each time a task plans it. It writes
 * one JSON object to standard output. The text values in it are the result of the step.
 */
export interface PhpStep extends ProgramStep {
  readonly kind: 'php'
  /** The program: `php`, or one version of it. */
  readonly php: string
  /** Path relative to `templates/`. */
  readonly script: string
}

/** Writes errors once, to standard error, as text. */
const settings = ['display_errors=stderr', 'log_errors=0', 'html_errors=0'].flatMap((setting) => ['-d', setting])

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const resultOf = (step: PhpStep, stdout: string): Readonly<Record<string, string>> => {
  const result = parse(stdout)
  // The output is not shown: part of a result may contain a login link.
  if (typeof result !== 'object' || result === null) throw failed(step, `${step.script} returned no result`)
  return Object.fromEntries(
    Object.entries(result).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

const runScript = async (prepared: Prepared<PhpStep, ProgramBefore>, run: Run): Promise<Outcome> => {
  const { step } = prepared
  const { stdout } = await runProgram(
    prepared,
    [step.php, ...settings, join(packageRoot, 'templates', step.script)],
    run,
  )
  return { ok: true, result: resultOf(step, stdout) }
}

/** Runs a PHP script. Undo only ends its processes: changes in the database are removed with the database. */
export const stepKind: StepKind<PhpStep, undefined, ProgramBefore> = {
  kind: 'php',
  batch: defaultBatch,
  concurrency: 'jobs',
  observe: (steps) => steps.map(() => undefined),
  change: ({ script }) => ({ action: 'run', detail: script }),
  prepare: prepareProgram,
  run: (prepared, run) => attemptEach(prepared, (ready) => runScript(ready, run)),
  undo: undoProgram,
  irreversible: ({ script }) => `only dropping the database removes the changes of ${script}`,
}
