import * as Flags from '@oclif/core/flags'
import { ContextCommand } from '../cli/context-command.js'
import { jobsFlag, namesArgs, taskFlags } from '../cli/flags.js'
import { contextNames } from '../cli/names.js'
import { usage } from '../cli/usage.js'

export default class ProvisionVerify extends ContextCommand {
  static override summary = 'Make the servers agree with contexts, changing nothing that is right already.'
  static override examples = [
    '<%= config.bin %> @example.com provision-verify',
    '<%= config.bin %> provision-verify @platform_x --sites --jobs=4',
    "<%= config.bin %> provision-verify '@*.example.com' --check --diff",
    '<%= config.bin %> provision-list --server=@server_web --format=names | <%= config.bin %> provision-verify -',
    '<%= config.bin %> provision-verify --all',
  ]
  static override strict = false
  static override args = { contexts: { ...namesArgs.contexts, required: false } }
  static override flags = {
    ...taskFlags,
    platforms: Flags.boolean({ description: 'also the platforms on these servers' }),
    sites: Flags.boolean({ description: 'also the sites on these platforms, or on the platforms of these servers' }),
    all: Flags.boolean({ description: 'all contexts' }),
    jobs: jobsFlag,
  }

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(ProvisionVerify)
    const words = argv as string[]
    if (words.length === 0 && !flags.all) throw usage('no context is named', 'name contexts, or type --all')
    if (words.length > 0 && flags.all)
      throw usage('--all cannot be combined with names', 'name contexts, or type --all')
    const { platforms, sites, all } = flags
    await this.task(flags, (provision, options) =>
      provision.verify(contextNames(words, provision), { platforms, sites, all }, options),
    )
  }
}
