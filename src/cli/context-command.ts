import { Command } from '@oclif/core/command'
import type { Provision, TaskOptions, TaskReport } from '../provision/api.js'
import { type TypedProperties, splitProperties, spellOut } from './argv.js'
import { contextNames } from './names.js'
import { openProgress, openProvision } from './open.js'
import { type ReportFlags, printReports } from './report.js'
import { unknown } from './usage.js'

export interface TaskFlags extends ReportFlags {
  readonly out?: string | undefined
  readonly wait?: number
  readonly jobs?: number | undefined
  readonly events?: number | undefined
  readonly yes?: boolean
  readonly confirm?: string | undefined
}

const optionsOf = (flags: TaskFlags, progress: TaskOptions['progress']): TaskOptions => ({
  dryRun: Boolean(flags['dry-run'] || flags.check),
  check: flags.check ?? false,
  wait: flags.wait ?? 0,
  ...(flags.out === undefined ? {} : { out: flags.out }),
  ...(flags.jobs === undefined ? {} : { jobs: flags.jobs }),
  progress,
})

export type TaskOnNames = (
  provision: Provision,
  names: readonly string[],
  options: TaskOptions,
) => Promise<readonly TaskReport[]>

export type Task = (provision: Provision, options: TaskOptions) => Promise<TaskReport | readonly TaskReport[]>

/** Base of all commands: our grammar parts the words before oclif sees them, and reports are printed in one way. */
export abstract class ContextCommand extends Command {
  /** Properties on the command line, for the command that takes them. */
  protected typed: TypedProperties = {}
  protected takesProperties = false

  /** Takes properties out before oclif parses; any other word with `--` is refused with the nearest flag. */
  protected override async init(): Promise<void> {
    const flags = this.ctor.flags ?? {}
    const { options, properties } = splitProperties(spellOut(this.argv), flags)
    const [first] = this.takesProperties ? [] : Object.keys(properties)
    if (first !== undefined) throw unknownFlag(first, Object.keys(flags))
    this.typed = properties
    this.argv = [...options]
  }

  /** Runs one task of the composition root and prints what it did. */
  protected task(flags: TaskFlags, task: Task): Promise<void> {
    return this.asked(flags, task, (reports) => printReports([reports].flat(), flags))
  }

  /** Asks the composition root for something that takes a while, and prints the answer in a way of its own. */
  protected async asked<Answer>(
    flags: TaskFlags,
    ask: (provision: Provision, options: TaskOptions) => Promise<Answer>,
    print: (answer: Answer, flags: TaskFlags) => Promise<void>,
  ): Promise<void> {
    const provision = await openProvision()
    const progress = await openProgress(flags)
    try {
      const answer = await ask(provision, optionsOf(flags, progress.tell))
      progress.close()
      await print(answer, flags)
    } finally {
      progress.close()
    }
  }

  /** The same for the contexts that the words name, all together. */
  protected together(words: readonly string[], flags: TaskFlags, task: TaskOnNames): Promise<void> {
    return this.task(flags, (provision, options) => task(provision, contextNames(words, provision), options))
  }
}

const unknownFlag = (name: string, flags: readonly string[]) =>
  unknown(
    'flag',
    `--${name}`,
    flags.map((flag) => `--${flag}`),
    'the command with --help shows its flags',
  )
