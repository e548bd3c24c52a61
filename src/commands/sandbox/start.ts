import * as Flags from '@oclif/core/flags'
import { SandboxCommand, sandboxFlags } from '../../cli/sandbox-command.js'

export default class SandboxStart extends SandboxCommand {
  static override summary = 'Start private servers on loopback, and save their settings in @server_master.'
  static override examples = [
    '<%= config.bin %> sandbox start --http=nginx,apache',
    '<%= config.bin %> sandbox start --clients',
  ]
  static override flags = {
    ...sandboxFlags,
    'tls-proxy': Flags.boolean({
      description: 'put a proxy with TLS and a certificate of its own in front of each web server',
    }),
    clients: Flags.boolean({
      description: 'let PHP of each client run as a user of its own; needs root or sudo, and asks on a terminal alone',
    }),
    http: Flags.string({ description: 'web servers to add: nginx, apache', helpValue: 'TYPE,TYPE' }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(SandboxStart)
    const { http, clients, 'tls-proxy': tlsProxy } = flags
    await this.servers(flags, (sandbox, progress) =>
      sandbox.start({ http: http?.split(',') ?? [], tlsProxy, clients }, progress),
    )
  }
}
