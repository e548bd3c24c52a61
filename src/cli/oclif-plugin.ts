import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from '@oclif/core/command'
import type { Config } from '@oclif/core/config'
import type { Interfaces } from '@oclif/core'
import packageJson from '../../package.json' with { type: 'json' }
import { ProvisionError } from '../errors.js'
import { packageRoot } from '../templates/package-root.js'

type Loadable = Pick<Command.Loadable, 'id' | 'load'>
export type CommandModules = { readonly [id: string]: () => Promise<{ readonly default: Command.Class }> }

/** Loads the class of a command and sets its id for oclif. */
export const loadCommand = async (id: string, modules: CommandModules): Promise<Command.Class> => {
  const { default: command } = await (modules[id] as CommandModules[string])()
  command.id = id
  return command
}

/** Options for oclif's Config with our only plugin, so that oclif reads no folders. */
const loadOptions = (commands: readonly Loadable[]): Interfaces.LoadOptions => {
  const { name, version, oclif } = packageJson
  const plugin = { name, version, root: packageRoot, pjson: packageJson, hooks: {}, commands, topics: topicsOf(oclif) }
  return { root: packageRoot, version, plugins: new Map([[name, plugin as unknown as Config['rootPlugin']]]) }
}

const topicsOf = ({ topics }: typeof packageJson.oclif) =>
  Object.entries(topics).map(([name, { description }]) => ({ name, description }))

/** For running one command. The others have no descriptions. */
export const configForRun = (modules: CommandModules): Interfaces.LoadOptions =>
  loadOptions(Object.keys(modules).map((id) => ({ id, load: () => loadCommand(id, modules) })))

/** For help and completion: all commands with their descriptions from the manifest. */
export const configForHelp = (modules: CommandModules): Interfaces.LoadOptions => {
  const { commands } = readManifest()
  return loadOptions(
    Object.values(commands).map((cached) => ({ ...cached, load: () => loadCommand(cached.id, modules) })),
  )
}

export const readManifest = (): Interfaces.Manifest => {
  const path = join(packageRoot, 'oclif.manifest.json')
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw new ProvisionError('PROVISION_NOT_BUILT', `${path} cannot be read`, { cause, fix: 'run npm run build' })
  }
}
