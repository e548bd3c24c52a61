import * as Flags from '@oclif/core/flags'
import { SandboxCommand, sandboxFlags } from '../../cli/sandbox-command.js'

export default class SandboxStart extends SandboxCommand {
  static override summary = 'Start private servers on loopback, and save their settings in @server_master.'
  static override examples = ['<%= config.bin %> sandbox start --http=nginx,apache']
  static override flags = {
    ...sandboxFlags,
    http: Flags.string({ description: 'web servers to add: nginx, apache', helpValue: 'TYPE,TYPE' }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(SandboxStart)
    await this.servers(flags, (sandbox, progress) => sandbox.start({ http: flags.http?.split(',') ?? [] }, progress))
  }
}
