import { SandboxCommand, sandboxFlags } from '../../cli/sandbox-command.js'

export default class SandboxStatus extends SandboxCommand {
  static override summary = 'Show which private servers are running.'
  static override examples = ['<%= config.bin %> sandbox status --json']
  static override flags = sandboxFlags

  async run(): Promise<void> {
    const { flags } = await this.parse(SandboxStatus)
    await this.servers(flags, (sandbox) => sandbox.status())
  }
}
