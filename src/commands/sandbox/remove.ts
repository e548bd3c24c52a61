import * as Flags from '@oclif/core/flags'
import { SandboxCommand, sandboxFlags } from '../../cli/sandbox-command.js'

export default class SandboxRemove extends SandboxCommand {
  static override summary =
    'Stop the private servers, and remove their data, with all databases, and what root has for clients. Contexts stay.'
  static override examples = ['<%= config.bin %> sandbox remove --yes']
  static override flags = {
    ...sandboxFlags,
    yes: Flags.boolean({ description: 'confirm that the databases go', char: 'y', required: true }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(SandboxRemove)
    await this.servers(flags, (sandbox, progress) => sandbox.remove(progress))
  }
}
