import * as Flags from '@oclif/core/flags'
import type { Provision } from '../provision/api.js'
import { type Agreement, requireAgreement } from '../cli/confirm.js'
import { ContextCommand } from '../cli/context-command.js'
import { contextTypesText } from '../cli/context-types.js'
import { nameArgs, taskFlags } from '../cli/flags.js'
import { givenProperties, refuseMistypedFlags } from '../cli/given.js'
import { withWarnings } from '../cli/warnings.js'

export default class ProvisionSave extends ContextCommand {
  static override summary = 'Save a context, changing only the properties that are given.'
  static override examples = [
    '<%= config.bin %> provision-save @server_web --context_type=server --http_service_type=nginx --http_port=8080',
    '<%= config.bin %> provision-save @platform_x --context_type=platform --root=/srv/x --web_server=@server_web',
    '<%= config.bin %> provision-save @example.com --context_type=site --uri=example.com --platform=@platform_x',
    '<%= config.bin %> provision-save @example.com --aliases=www.example.com --redirection=null --diff',
    '<%= config.bin %> provision-save @server_db --master_db=env:MASTER_DB',
    '<%= config.bin %> provision-save @example.com --delete --confirm=@example.com',
  ]
  static override usage = 'provision-save @NAME [--PROPERTY=VALUE …]'
  static override args = nameArgs
  static override flags = {
    ...taskFlags,
    context_type: Flags.string({ description: `type of a new context: ${contextTypesText}`, helpValue: 'TYPE' }),
    'properties-from': Flags.string({ description: 'JSON object of properties; - is stdin', helpValue: 'FILE' }),
    delete: Flags.boolean({ description: 'forget the context and its secrets; what was made for it stays' }),
    force: Flags.string({
      description: 'with --delete: although others refer to the context, which is to be named',
      helpValue: '@NAME',
      multiple: true,
      multipleNonGreedy: true,
      dependsOn: ['delete'],
    }),
  }
  protected override takesProperties = true

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ProvisionSave)
    const name = args.context as string
    await this.task(flags, async (provision, options) => {
      if (flags.delete) {
        if (!options.dryRun) await agreeToForget(name, provision, flags)
        return provision.forget(name, { ...options, force: flags.force ?? [] })
      }
      const declared = provision.declared()
      refuseMistypedFlags(this.typed, Object.keys(ProvisionSave.flags), declared)
      const { properties, warnings } = givenProperties(this.typed, flags['properties-from'], declared)
      const given = { properties, ...(flags.context_type === undefined ? {} : { contextType: flags.context_type }) }
      return withWarnings(warnings, provision.save(name, given, options))
    })
  }
}

const hasBeenVerified = async (name: string, provision: Provision): Promise<boolean> => {
  const { properties } = await provision.show(name, { resolved: false })
  return properties.some((property) => property.name === 'verified' && property.value === true)
}

/** Once it has been verified, what was made for it needs its secrets, which are lost for good. */
const agreeToForget = async (name: string, provision: Provision, agreement: Agreement): Promise<void> => {
  if (await hasBeenVerified(name, provision))
    await requireAgreement(name, `forgetting ${name} and its secrets, such as the password of its database`, agreement)
}
