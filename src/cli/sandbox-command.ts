import * as Flags from '@oclif/core/flags'
import { userInfo } from 'node:os'
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

const serverText = ({ name, running, address, user }: SandboxServer): string =>
  `${name}: ${running ? `running at ${address}${user === undefined ? '' : ` as ${user}`}` : 'stopped'}`

/** A program of a site can then read and change all that Provision keeps. */
const sharedUser = (servers: readonly SandboxServer[]): readonly string[] =>
  servers
    .filter(({ running, user }) => running && user === userInfo().username)
    .map(
      ({ user }) =>
        `PHP of all sites runs in one pool as ${user}, who owns this home. Clients with users of their own need sudo: provision sandbox start --clients`,
    )

const serversText = (servers: readonly SandboxServer[]): string =>
  servers.length === 0
    ? 'there is no sandbox in this home'
    : [...servers.map(serverText), ...sharedUser(servers)].join('\n')

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
