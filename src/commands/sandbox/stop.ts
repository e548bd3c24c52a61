import { SandboxCommand, sandboxFlags } from '../../cli/sandbox-command.js'

export default class SandboxStop extends SandboxCommand {
  static override summary = 'Stop the private servers. Their data stays.'
  static override examples = ['<%= config.bin %> sandbox stop']
  static override flags = sandboxFlags

  async run(): Promise<void> {
    const { flags } = await this.parse(SandboxStop)
    await this.servers(flags, (sandbox, progress) => sandbox.stop(progress))
  }
}
