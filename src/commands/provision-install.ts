import * as Flags from '@oclif/core/flags'
import { requireAgreement } from '../cli/confirm.js'
import { ContextCommand } from '../cli/context-command.js'
import { namesArgs, taskFlags } from '../cli/flags.js'

export default class ProvisionInstall extends ContextCommand {
  static override summary = 'Install the application of a site: everything, or nothing at all.'
  static override examples = [
    '<%= config.bin %> @example.com provision-install',
    '<%= config.bin %> provision-install @example.com --json',
    '<%= config.bin %> provision-install @example.com --force-reinstall --confirm=@example.com',
  ]
  static override strict = false
  static override args = namesArgs
  static override flags = {
    ...taskFlags,
    'force-reinstall': Flags.boolean({ description: 'install anew, losing what the site has' }),
  }

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(ProvisionInstall)
    const forceReinstall = flags['force-reinstall']
    await this.together(argv as string[], flags, async (provision, names, options) => {
      for (const name of forceReinstall && !options.dryRun ? names : [])
        await requireAgreement(name, `losing what ${name} has now`, flags)
      return provision.install(names, { forceReinstall }, options)
    })
  }
}
