import type { Command } from '@oclif/core/command'
import { Config } from '@oclif/core/config'
import { Help } from '@oclif/core/help'
import { type CommandModules, configForHelp } from './oclif-plugin.js'
import { openProvision } from './open.js'
import { propertiesHelp } from './properties-help.js'

/** oclif's help, with the properties of each type of context after the flags of provision-save. */
class ProvisionHelp extends Help {
  override async showCommandHelp(command: Command.Loadable): Promise<void> {
    await super.showCommandHelp(command)
    if (command.id === 'provision-save') this.log(propertiesHelp((await openProvision()).declared()))
  }
}

/** Of one command, or of all. */
export const showHelp = async (id: string | undefined, modules: CommandModules): Promise<void> => {
  const config = await Config.load(configForHelp(modules))
  await new ProvisionHelp(config).showHelp(id === undefined ? [] : [id])
}
