import * as Flags from '@oclif/core/flags'
import { ContextCommand } from '../cli/context-command.js'
import { nameArgs, outputFlags } from '../cli/flags.js'
import { openProvision } from '../cli/open.js'
import { printAnswer } from '../cli/report.js'
import { propertyOf, showText, valueText } from '../cli/show-text.js'

export default class ProvisionShow extends ContextCommand {
  static override summary = 'Show a context: its properties, and which server gives it which service.'
  static override examples = [
    '<%= config.bin %> provision-show @example.com',
    '<%= config.bin %> provision-show @example.com --resolved --json',
    '<%= config.bin %> provision-show @example.com --property=db_name',
  ]
  static override args = nameArgs
  static override flags = {
    json: outputFlags.json,
    resolved: Flags.boolean({ description: 'also defaults and derived properties' }),
    property: Flags.string({ description: 'the value of this property alone', helpValue: 'NAME' }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ProvisionShow)
    const provision = await openProvision()
    const shown = await provision.show(args.context, { resolved: flags.resolved || flags.property !== undefined })
    if (flags.property === undefined) return printAnswer(shown, showText(shown), flags)
    const { value } = propertyOf(shown, flags.property)
    printAnswer(value, valueText(value), flags)
  }
}
