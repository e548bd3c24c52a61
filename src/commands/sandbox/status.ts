import { SandboxCommand, sandboxFlags } from '../../cli/sandbox-command.js'

export default class SandboxStatus extends SandboxCommand {
  static override summary = 'Show which private servers are running. Exit code 1 unless all of them are.'
  static override examples = ['<%= config.bin %> sandbox status --json']
  static override flags = sandboxFlags

  async run(): Promise<void> {
    const { flags } = await this.parse(SandboxStatus)
    const servers = await this.servers(flags, (sandbox) => sandbox.status())
    if (servers.length === 0 || servers.some(({ running }) => !running)) process.exitCode = 1
  }
}
