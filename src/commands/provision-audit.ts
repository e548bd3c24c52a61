import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { ContextCommand } from '../cli/context-command.js'
import { openProvision } from '../cli/open.js'
import { printIsolation } from '../cli/report/isolation-report.js'
import { contextsArg, outputFlags } from '../cli/typed/flags.js'
import { contextNames } from '../cli/typed/names.js'
import { usage } from '../cli/typed/usage.js'

/** What there is to audit. Names of contexts may come before it: `provision @example.com provision-audit isolation`. */
const subject = 'isolation'

const notAudited = (words: readonly string[]): Error => {
  const given = words.find((word) => !word.startsWith('@'))
  const message = given === undefined ? 'what is audited is not said' : `${given} is nothing that can be audited`
  return usage(message, `provision-audit ${subject} [@NAME …]`)
}

export default class ProvisionAudit extends ContextCommand {
  static override summary =
    'Try what a site can get of another client, by its PHP, its database account and a login: read, write, signal, poison, exhaust. Exit code 1 if it got something, 3 if it could not try.'
  static override examples = [
    '<%= config.bin %> provision-audit isolation',
    '<%= config.bin %> provision-audit isolation @example.com --against=@example.org',
    "<%= config.bin %> provision-audit isolation '@*.example.com' --json",
  ]
  static override strict = false
  static override args = {
    subject: Args.string({ description: 'what is audited: isolation', required: true, ignoreStdin: true }),
    contexts: Args.string(contextsArg),
  }
  static override flags = {
    json: outputFlags.json,
    against: Flags.string({
      description: 'the site that is tried; by default one of another client on the same server',
      helpValue: '@NAME',
    }),
  }

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(ProvisionAudit)
    const words = argv as string[]
    if (!words.includes(subject)) throw notAudited(words)
    const provision = await openProvision()
    const names = contextNames(
      words.filter((word) => word !== subject),
      provision,
      { present: true },
    )
    printIsolation(await provision.auditIsolation({ names, against: flags.against }), flags)
  }
}
