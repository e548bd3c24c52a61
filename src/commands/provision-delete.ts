import * as Flags from '@oclif/core/flags'
import { agreeToDelete } from '../cli/confirm.js'
import { ContextCommand } from '../cli/context-command.js'
import { namesArgs, taskFlags } from '../cli/flags.js'

export default class ProvisionDelete extends ContextCommand {
  static override summary = 'Delete a site, platform or server that nothing uses, with all that belongs to it.'
  static override examples = [
    '<%= config.bin %> provision-delete @example.com --no-backup --confirm=@example.com',
    '<%= config.bin %> provision-delete @platform_x --dry-run',
  ]
  static override strict = false
  static override args = namesArgs
  static override flags = {
    ...taskFlags,
    'no-backup': Flags.boolean({ description: 'without a backup first' }),
  }

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(ProvisionDelete)
    await this.together(argv as string[], flags, async (provision, names, options) => {
      if (!options.dryRun) await agreeToDelete(names, flags)
      return provision.delete(names, { noBackup: flags['no-backup'] }, options)
    })
  }
}
