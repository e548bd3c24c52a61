import * as Args from '@oclif/core/args'
import { ContextCommand } from '../cli/context-command.js'
import { taskFlags } from '../cli/flags.js'

const { out: _, ...undoFlags } = taskFlags

export default class ProvisionUndo extends ContextCommand {
  static override summary = 'Undo what a finished task has done: of a context its last one, and again the one before.'
  static override examples = [
    '<%= config.bin %> provision-undo @example.com --dry-run',
    '<%= config.bin %> provision-undo @example.com',
    '<%= config.bin %> provision-undo 20261125T031500123-0a1b2c3d',
  ]
  static override args = {
    what: Args.string({
      description: 'a context, or the id of a task: provision-journal shows them',
      required: true,
      ignoreStdin: true,
    }),
  }
  static override flags = undoFlags

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ProvisionUndo)
    await this.reported(flags, (provision, options) => provision.undo(args.what, options))
  }
}
