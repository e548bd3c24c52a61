import * as Flags from '@oclif/core/flags'
import { ContextCommand } from '../cli/context-command.js'
import { taskFlags } from '../cli/typed/flags.js'
import { printGarbage } from '../cli/report/garbage-report.js'

const {
  json,
  quiet,
  verbose,
  events,
  'dry-run': dryRun,
  check,
  'detailed-exitcodes': detailedExitcodes,
  wait,
} = taskFlags

export default class ProvisionGc extends ContextCommand {
  static override summary =
    'Find orphans, which no context owns: list those that may contain data, remove temporary files of ended commands.'
  static override examples = [
    '<%= config.bin %> provision-gc --check',
    '<%= config.bin %> provision-gc',
    '<%= config.bin %> provision-gc --check --json',
  ]
  static override flags = {
    json,
    quiet,
    verbose,
    'dry-run': { ...dryRun, description: 'list orphans, remove nothing' },
    check: { ...check, description: 'like --dry-run, but exit 2 if there are orphans' },
    'detailed-exitcodes': detailedExitcodes,
    wait,
    events,
    'undo-failed': Flags.boolean({ description: 'first undo the failed tasks that --keep-failed has left' }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(ProvisionGc)
    await this.asked(
      flags,
      (provision, options) => provision.gc({ ...options, undoFailed: flags['undo-failed'] }),
      printGarbage,
    )
  }
}
