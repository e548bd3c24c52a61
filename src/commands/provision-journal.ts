import { ContextCommand } from '../cli/context-command.js'
import { outputFlags } from '../cli/flags.js'
import { openProvision } from '../cli/open.js'
import { printAnswer } from '../cli/report.js'
import { journalText } from '../cli/show-text.js'

export default class ProvisionJournal extends ContextCommand {
  static override summary = 'Show what ran and what is open.'
  static override examples = ['<%= config.bin %> provision-journal', '<%= config.bin %> provision-journal --json']
  static override flags = { json: outputFlags.json }

  async run(): Promise<void> {
    const { flags } = await this.parse(ProvisionJournal)
    const lines = await (await openProvision()).journal()
    printAnswer(lines, journalText(lines), flags)
  }
}
