import * as Flags from '@oclif/core/flags'
import { ContextCommand } from '../cli/context-command.js'
import { nameArgs, outputFlags } from '../cli/typed/flags.js'
import { openProvision } from '../cli/open.js'
import { printAnswer } from '../cli/report/report.js'
import { showText, valueText } from '../cli/text/show-text.js'

export default class ProvisionShow extends ContextCommand {
  static override summary = 'Show the properties of a context, and the server of each service.'
  static override examples = [
    '<%= config.bin %> provision-show @example.com',
    '<%= config.bin %> provision-show @example.com --resolved --json',
    '<%= config.bin %> provision-show @example.com --property=db_name',
    '<%= config.bin %> provision-show @example.com --property=platform.web_server.http_port',
    '<%= config.bin %> provision-show @example.com --property=aliases.0',
  ]
  static override args = nameArgs
  static override flags = {
    json: outputFlags.json,
    resolved: Flags.boolean({ description: 'also defaults and derived properties' }),
    property: Flags.string({
      description: 'only the value of this property; a dot continues into a list or into a referenced context',
      helpValue: 'PATH',
    }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ProvisionShow)
    const provision = await openProvision()
    if (flags.property !== undefined) {
      const value = await provision.value(args.context, flags.property)
      return printAnswer(value, (shown) => valueText(shown), flags)
    }
    const shown = await provision.show(args.context, { resolved: flags.resolved })
    printAnswer(shown, showText, flags)
  }
}
