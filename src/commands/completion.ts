import * as Args from '@oclif/core/args'
import { completionScript, shells } from '../cli/completion.js'
import { ContextCommand } from '../cli/context-command.js'
import { openProvision } from '../cli/open.js'

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
    const properties = (await openProvision()).declared().filter(({ property }) => property.source === 'given')
    process.stdout.write(
      completionScript(
        args.shell,
        this.config.commands,
        properties.map(({ name }) => name),
      ),
    )
  }
}
