import { ContextCommand } from '../cli/context-command.js'
import { taskFlags } from '../cli/typed/flags.js'

const { out: _, ...recoverFlags } = taskFlags

export default class ProvisionRecover extends ContextCommand {
  static override summary =
    'Undo tasks that were killed before their commit, and finish those that were killed after it.'
  static override examples = ['<%= config.bin %> provision-recover --dry-run', '<%= config.bin %> provision-recover']
  static override flags = recoverFlags

  async run(): Promise<void> {
    const { flags } = await this.parse(ProvisionRecover)
    await this.reported(flags, (provision, options) => provision.recover(options))
  }
}
