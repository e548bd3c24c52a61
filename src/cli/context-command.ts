import { Command } from '@oclif/core/command'
import type { Health } from '../contexts/planning.js'
import type { Provision, TaskOptions, TaskReport } from '../provision/api.js'
import { type TypedProperties, splitProperties, spellOut } from './typed/argv.js'
import { interruptible } from './interruption.js'
import { openProvision, openTaskProgress } from './open.js'
import { type ReportFlags, printReports } from './report/report.js'
import { unknown } from './typed/usage.js'

export interface TaskFlags extends ReportFlags {
  readonly out?: string | undefined
  readonly wait?: number
  readonly jobs?: number | undefined
  readonly health?: Health | undefined
  readonly events?: number | undefined
  readonly yes?: boolean
  readonly confirm?: string | undefined
}

const optionsOf = (flags: TaskFlags): Omit<TaskOptions, 'progress'> => ({
  dryRun: Boolean(flags['dry-run'] || flags.check),
  check: flags.check ?? false,
  wait: flags.wait ?? 0,
  ...(flags.out === undefined ? {} : { out: flags.out }),
  ...(flags.jobs === undefined ? {} : { jobs: flags.jobs }),
  ...(flags.health === undefined ? {} : { health: flags.health }),
  consent: async (consents) => {
    const { requireAgreement } = await import('./typed/confirm.js')
    await requireAgreement(consents, flags)
  },
})

/** Base class of all commands. Splits the words before oclif parses them, and prints reports. */
export abstract class ContextCommand extends Command {
  /** Properties on the command line, if the command takes any. */
  protected typed: TypedProperties = {}
  protected takesProperties = false

  /** Removes properties before oclif parses. Refuses any other word with `--` and suggests the nearest flag. */
  protected override async init(): Promise<void> {
    const flags = this.ctor.flags ?? {}
    const { options, properties } = splitProperties(spellOut(this.argv), flags)
    const [first] = this.takesProperties ? [] : Object.keys(properties)
    if (first !== undefined) throw unknownFlag(first, Object.keys(flags))
    this.typed = properties
    this.argv = [...options]
  }

  /** Says what oclif's parser refuses in our own words. */
  protected override async catch(error: Error): Promise<never> {
    const { parserError } = await import('./typed/parser-errors.js')
    throw parserError(error, this.ctor)
  }

  /** Runs a task and prints its report for each context. */
  protected reported(
    flags: TaskFlags,
    ask: (provision: Provision, options: TaskOptions) => Promise<readonly TaskReport[]>,
  ): Promise<void> {
    return this.asked(flags, ask, printReports)
  }

  /** Runs a long operation with progress, and prints its answer with `print`. */
  protected async asked<Answer>(
    flags: TaskFlags,
    ask: (provision: Provision, options: TaskOptions) => Promise<Answer>,
    print: (answer: Answer, flags: TaskFlags) => Promise<void>,
  ): Promise<void> {
    const provision = await openProvision()
    const progress = await openTaskProgress(flags)
    const interruption = interruptible()
    try {
      const { signal } = interruption
      const answer = await ask(provision, { ...optionsOf(flags), progress: progress.tell, signal })
      progress.close()
      await print(answer, flags)
    } finally {
      interruption.end()
      progress.close()
    }
  }
}

const unknownFlag = (name: string, flags: readonly string[]) =>
  unknown(
    'flag',
    `--${name}`,
    flags.map((flag) => `--${flag}`),
    '--help shows the flags of the command',
  )
