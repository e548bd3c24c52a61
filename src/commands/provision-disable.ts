import { ContextCommand } from '../cli/context-command.js'
import { namesArgs, taskFlags } from '../cli/flags.js'

export default class ProvisionDisable extends ContextCommand {
  static override summary = 'Take a site off the web: visitors see the disabled page.'
  static override examples = ['<%= config.bin %> @example.com provision-disable']
  static override strict = false
  static override args = namesArgs
  static override flags = taskFlags

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(ProvisionDisable)
    await this.together(argv as string[], flags, (provision, names, options) => provision.disable(names, options))
  }
}
