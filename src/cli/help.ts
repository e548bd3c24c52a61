import type { Command } from '@oclif/core/command'
import { Config } from '@oclif/core/config'
import { Help } from '@oclif/core/help'
import { type CommandModules, configForHelp } from './oclif-plugin.js'
import { openProvision } from './open.js'
import { propertiesHelp } from './text/properties-help.js'
import { screenFor } from './text/screen.js'
import { wrap } from './text/wrap.js'

/** oclif's help, with the properties of each type of contexts after the flags of provision-save. */
class ProvisionHelp extends Help {
  readonly #columns = screenFor(process.stdout).columns

  /** Wraps lines, because oclif does not wrap summaries and examples. */
  protected override log(...texts: string[]): void {
    super.log(...texts.map((text) => wrap(text, this.#columns, 2)))
  }

  override async showCommandHelp(command: Command.Loadable): Promise<void> {
    await super.showCommandHelp(command)
    if (command.id !== 'provision-save') return
    this.log(propertiesHelp((await openProvision()).declared(), this.#columns))
  }
}

/** Prints the help of one command, or of all. */
export const showHelp = async (id: string | undefined, modules: CommandModules): Promise<void> => {
  const config = await Config.load(configForHelp(modules))
  await new ProvisionHelp(config).showHelp(id === undefined ? [] : [id])
}
