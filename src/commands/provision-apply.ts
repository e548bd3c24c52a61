import * as Args from '@oclif/core/args'
import { ContextCommand } from '../cli/context-command.js'
import { jobsFlag, taskFlags } from '../cli/flags.js'

export default class ProvisionApply extends ContextCommand {
  static override summary = 'Save and verify the contexts of files or folders, in the order of their references.'
  static override examples = [
    '<%= config.bin %> provision-apply fleet/ --check --diff',
    '<%= config.bin %> provision-apply fleet/ --detailed-exitcodes',
    '<%= config.bin %> provision-apply example.com.json',
  ]
  static override strict = false
  static override args = {
    paths: Args.string({ description: 'context files, or folders of them', required: true, ignoreStdin: true }),
  }
  static override flags = { ...taskFlags, jobs: jobsFlag }

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(ProvisionApply)
    await this.task(flags, (provision, options) => provision.apply(argv as string[], options))
  }
}
