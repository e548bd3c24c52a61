import * as Flags from '@oclif/core/flags'
import type { Command } from '@oclif/core/command'
import { type FlagDefinition, type Task, flagValues } from '../tasks/common/task.js'
import type { Provision, TaskOptions, TaskReport } from '../provision/api.js'
import { ContextCommand, type TaskFlags } from './context-command.js'
import { argsOf, taskFlags } from './typed/flags.js'
import type { TypedProperties } from './typed/argv.js'
import { type GivenProperties, givenProperties, refuseMistypedFlags } from './typed/given.js'
import { contextNames } from './typed/names.js'

const flagOf = ({ takes, description, value = 'VALUE', with: other }: FlagDefinition) => {
  const more = other === undefined ? {} : { dependsOn: [other] }
  if (takes === 'switch') return Flags.boolean({ description, ...more })
  if (takes === 'text') return Flags.string({ description, helpValue: value, ...more })
  return Flags.string({ description, helpValue: value, multiple: true, multipleNonGreedy: true, ...more })
}

const propertyFlags = {
  'properties-from': Flags.string({ description: 'JSON object of properties; - is stdin', helpValue: 'FILE' }),
}

/** The flags of all tasks, and those of this task. */
const flagsOf = ({ flags, takesProperties }: Task) => ({
  ...taskFlags,
  ...Object.fromEntries(Object.entries(flags).map(([name, definition]) => [name, flagOf(definition)])),
  ...(takesProperties ? propertyFlags : {}),
})

type Parsed = { readonly [flag: string]: unknown }

const usageOf = ({ name, takesProperties }: Task) =>
  takesProperties ? { usage: `${name} @NAME [--PROPERTY=VALUE …]` } : {}

/** Adds warnings about the command line to each report. */
const withWarnings = (warnings: readonly string[], reports: readonly TaskReport[]): readonly TaskReport[] =>
  reports.map((report) => ({ ...report, warnings: [...warnings, ...report.warnings] }))

/** The command line after the name of a task. */
interface Typed {
  readonly words: readonly string[]
  readonly flags: Parsed
  readonly typed: TypedProperties
}

const givenTo = (task: Task, { flags, typed }: Typed, provision: Provision): GivenProperties => {
  if (!task.takesProperties) return { properties: {}, warnings: [] }
  const declared = provision.declared()
  refuseMistypedFlags(typed, Object.keys(flagsOf(task)), declared)
  return givenProperties(typed, flags['properties-from'] as string | undefined, declared)
}

const runTask = async (
  task: Task,
  given: Typed,
  provision: Provision,
  options: TaskOptions,
): Promise<readonly TaskReport[]> => {
  const words =
    task.words === 'files' ? given.words : contextNames(given.words, provision, { present: task.skipsDeleted ?? false })
  const { properties, warnings } = givenTo(task, given, provision)
  const request = { words, flags: flagValues(task, given.flags), properties }
  return withWarnings(warnings, await provision.run(task, request, options))
}

/** Creates the command of a task from its definition. */
const commandOf = (task: Task): Command.Class =>
  class extends ContextCommand {
    static override summary = task.summary
    static override examples = [...task.examples]
    static override strict = task.words === 'context'
    static override args = argsOf(task.words)
    static override flags = flagsOf(task)
    protected override takesProperties = task.takesProperties ?? false

    static {
      Object.assign(this, usageOf(task))
    }

    async run(): Promise<void> {
      const { argv, flags } = await this.parse(this.ctor)
      const { typed } = this
      await this.reported(flags as TaskFlags, (provision, options) =>
        runTask(task, { words: argv as string[], flags, typed }, provision, options),
      )
    }
  } as unknown as Command.Class

/** Turns the module of a task into the module of a command. */
export const taskCommand = ({ task }: { readonly task: Task }): { readonly default: Command.Class } => ({
  default: commandOf(task),
})
