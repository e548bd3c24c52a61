import * as Flags from '@oclif/core/flags'
import { ContextCommand } from '../cli/context-command.js'
import { taskFlags } from '../cli/typed/flags.js'

const { out: _, ...recoverFlags } = taskFlags

const abandon = Flags.string({
  description:
    'give up the task with this ID if it can be neither undone nor finished; what it leaves is named and kept',
  helpValue: 'ID',
})

export default class ProvisionRecover extends ContextCommand {
  static override summary =
    'Undo tasks that were killed before their commit, and finish those that were killed after it.'
  static override examples = [
    '<%= config.bin %> provision-recover --dry-run',
    '<%= config.bin %> provision-recover',
    '<%= config.bin %> provision-recover --abandon=1f2e3d4c',
  ]
  static override flags = { ...recoverFlags, abandon }

  async run(): Promise<void> {
    const { flags } = await this.parse(ProvisionRecover)
    await this.reported(flags, (provision, options) => provision.recover(options, flags.abandon))
  }
}
