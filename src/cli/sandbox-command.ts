import * as Flags from '@oclif/core/flags'
import type { Progress } from '../engine/progress.js'
import type { Sandbox, SandboxServer } from '../provision/api.js'
import { ContextCommand } from './context-command.js'
import { outputFlags } from './typed/flags.js'
import { openProgress, openSandbox } from './open.js'
import { printAnswer } from './report/report.js'

export const sandboxFlags = {
  json: outputFlags.json,
  quiet: outputFlags.quiet,
  home: Flags.string({ description: 'use this folder instead of PROVISION_HOME', helpValue: 'DIR' }),
}

type Ask = (sandbox: Sandbox, progress: Progress) => Promise<readonly SandboxServer[]>

const serverText = ({ name, running, address }: SandboxServer): string =>
  `${name}: ${running ? `running at ${address}` : 'stopped'}`

const serversText = (servers: readonly SandboxServer[]): string =>
  servers.length === 0 ? 'not started yet' : servers.map(serverText).join('\n')

interface GivenFlags {
  readonly json: boolean
  readonly quiet: boolean
  readonly home: string | undefined
}

export abstract class SandboxCommand extends ContextCommand {
  /** Runs an operation of the sandbox and prints its servers. */
  protected async servers({ json, quiet, home }: GivenFlags, ask: Ask): Promise<readonly SandboxServer[]> {
    const progress = await openProgress({ quiet })
    try {
      const servers = await ask(await openSandbox(home), progress.tell)
      progress.close()
      printAnswer(servers, serversText, { json })
      return servers
    } finally {
      progress.close()
    }
  }
}
