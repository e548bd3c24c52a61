import * as Args from '@oclif/core/args'
import { ContextCommand } from '../cli/context-command.js'
import { taskFlags } from '../cli/typed/flags.js'

const { out: _, health: _health, ...flagsOfAPlan } = taskFlags

export default class ProvisionApplyPlan extends ContextCommand {
  static override summary =
    'Do what --dry-run --out has saved, planned again. Refuse if anything would be done in another way than was planned.'
  static override examples = [
    '<%= config.bin %> provision-verify @example.com --dry-run --out=plan.json',
    '<%= config.bin %> provision-apply-plan plan.json --check --diff',
    '<%= config.bin %> provision-apply-plan plan.json',
  ]
  static override args = { file: Args.string({ description: 'the saved plan', required: true, ignoreStdin: true }) }
  static override flags = flagsOfAPlan

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ProvisionApplyPlan)
    await this.reported(flags, (provision, options) => provision.applyPlan(args.file, options))
  }
}
