import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { ContextCommand } from '../cli/context-command.js'
import { outputFlags } from '../cli/typed/flags.js'
import { journalFilter } from '../cli/typed/journal-filter.js'
import { journalDetailText, journalText } from '../cli/text/journal-text.js'
import { openProvision } from '../cli/open.js'
import { printAnswer } from '../cli/report/report.js'
import { journalStates } from '../provision/api.js'

export default class ProvisionJournal extends ContextCommand {
  static override summary = 'Show the history of tasks and those that are open; with an ID, the steps of one task.'
  static override examples = [
    '<%= config.bin %> provision-journal',
    '<%= config.bin %> provision-journal 1f2e3d4c',
    '<%= config.bin %> provision-journal 1f2e3d4c --output',
    "<%= config.bin %> provision-journal --context='@*.example.com' --since=3d",
    '<%= config.bin %> provision-journal --result=undone --until=2026-07-30',
    '<%= config.bin %> provision-journal --limit=10 --json',
  ]
  static override args = {
    id: Args.string({ description: 'ID of a task, or the beginning or end of one', ignoreStdin: true }),
  }
  static override flags = {
    json: outputFlags.json,
    context: Flags.string({ description: 'tasks of this context; a name or a glob', helpValue: '@NAME' }),
    since: Flags.string({
      description: "tasks that began then or later: 2026-07-30, '2026-07-30 14:00', or 30m, 2h, 3d, 1w ago",
      helpValue: 'TIME',
    }),
    until: Flags.string({
      description: 'tasks that began then or before; a day means its end',
      helpValue: 'TIME',
    }),
    result: Flags.string({ description: 'tasks with this result, or running ones', options: [...journalStates] }),
    undoable: Flags.boolean({ description: 'tasks that provision-undo can undo' }),
    output: Flags.boolean({
      description: 'with an ID: all that the programs of the task have written, not the ends alone',
    }),
    limit: Flags.integer({ description: 'only the newest tasks', helpValue: 'NUMBER', min: 1 }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ProvisionJournal)
    const provision = await openProvision()
    if (args.id !== undefined) {
      const detail = await provision.journalOf(args.id)
      return printAnswer(detail, (shown, screen) => journalDetailText(shown, screen, flags.output), flags)
    }
    const lines = await provision.journal(journalFilter(flags, new Date()))
    printAnswer(lines, journalText, flags)
  }
}
