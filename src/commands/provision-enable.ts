import { ContextCommand } from '../cli/context-command.js'
import { namesArgs, taskFlags } from '../cli/flags.js'

export default class ProvisionEnable extends ContextCommand {
  static override summary = 'Let a disabled site answer again.'
  static override examples = ['<%= config.bin %> @example.com provision-enable']
  static override strict = false
  static override args = namesArgs
  static override flags = taskFlags

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(ProvisionEnable)
    await this.together(argv as string[], flags, (provision, names, options) => provision.enable(names, options))
  }
}
