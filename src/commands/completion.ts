import * as Args from '@oclif/core/args'
import { completionScript, shells } from '../cli/completion/scripts.js'
import { completionTables } from '../cli/completion/tables.js'
import { ContextCommand } from '../cli/context-command.js'
import { openProvision } from '../cli/open.js'
import { printRaw } from '../cli/report/output.js'

export default class Completion extends ContextCommand {
  static override summary = 'Print the script that completes commands, contexts, flags and properties in a shell.'
  static override examples = [
    '<%= config.bin %> completion bash > /etc/bash_completion.d/provision',
    '<%= config.bin %> completion zsh > /usr/local/share/zsh/site-functions/_provision',
  ]
  static override args = {
    shell: Args.string({ description: 'bash or zsh', required: true, options: [...shells], ignoreStdin: true }),
  }

  async run(): Promise<void> {
    const { args } = await this.parse(Completion)
    const declared = (await openProvision()).declared()
    const { commands } = this.config
    const ids = commands.map(({ id }) => id).filter((id) => !id.includes(':'))
    printRaw(completionScript(args.shell, completionTables(commands, declared), ids))
  }
}
