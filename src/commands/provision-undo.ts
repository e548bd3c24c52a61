import * as Args from '@oclif/core/args'
import { ContextCommand } from '../cli/context-command.js'
import { taskFlags } from '../cli/typed/flags.js'
import { journalText } from '../cli/text/journal-text.js'
import { openProvision } from '../cli/open.js'
import { printAnswer } from '../cli/report/report.js'

const { out: _, ...undoFlags } = taskFlags

export default class ProvisionUndo extends ContextCommand {
  static override summary =
    'Undo a task, or the last task of a context; repeat to undo the one before. Without an argument, list the tasks.'
  static override examples = [
    '<%= config.bin %> provision-undo',
    '<%= config.bin %> provision-undo @example.com --dry-run',
    '<%= config.bin %> provision-undo @example.com',
    '<%= config.bin %> provision-undo 1f2e3d4c',
  ]
  static override args = {
    what: Args.string({
      description: 'context, or ID of a task, or the beginning or end of one',
      ignoreStdin: true,
    }),
  }
  static override flags = undoFlags

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ProvisionUndo)
    const { what } = args
    if (what !== undefined) return this.reported(flags, (provision, options) => provision.undo(what, options))
    const lines = await (await openProvision()).journal({ undoable: true })
    printAnswer(lines, journalText, flags)
  }
}
