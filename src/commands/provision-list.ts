import * as Flags from '@oclif/core/flags'
import { ContextCommand } from '../cli/context-command.js'
import { contextTypeNames, contextTypesText } from '../contexts/type-names.js'
import { namesArgs, outputFlags } from '../cli/typed/flags.js'
import { type ListFormat, listFormats, listText } from '../cli/text/list-text.js'
import { given } from '../cli/typed/given-flags.js'
import { openProvision } from '../cli/open.js'
import { printAnswer } from '../cli/report/report.js'

export default class ProvisionList extends ContextCommand {
  static override summary = 'List contexts.'
  static override description = [
    '--where selects the contexts with this value of a property, or with != those with another value. Several conditions',
    'must all hold. PROPERTY may be a path into a list or into a referenced context: platform.web_server.http_port,',
    'aliases.0. VALUE is a glob. Without a VALUE, PROPERTY= selects contexts that have no value, and PROPERTY!= those that',
    'have one.',
  ].join(' ')
  static override examples = [
    '<%= config.bin %> provision-list',
    '<%= config.bin %> provision-list --type=site --platform=@platform_x --format=names',
    "<%= config.bin %> provision-list '@*.example.com' --json",
    '<%= config.bin %> provision-list --service=nginx',
    '<%= config.bin %> provision-list --where client_name=acme --where installed=false',
    '<%= config.bin %> provision-list --where platform.web_server=@server_web --format=names',
    "<%= config.bin %> provision-list --where 'uri=*.example.com' --where 'client_name!='",
  ]
  static override args = { pattern: { ...namesArgs.contexts, description: 'glob of names', required: false } }
  static override flags = {
    json: outputFlags.json,
    type: Flags.string({ description: contextTypesText, options: contextTypeNames }),
    platform: Flags.string({ description: 'sites on this platform', helpValue: '@NAME' }),
    server: Flags.string({ description: 'contexts that this server gives a service', helpValue: '@NAME' }),
    service: Flags.string({
      description: 'servers that offer this service (http), or a type of it (nginx)',
      helpValue: 'SERVICE',
    }),
    where: Flags.string({
      description: 'contexts with this value of a property; != for another value',
      helpValue: 'PROPERTY=VALUE',
      multiple: true,
      multipleNonGreedy: true,
    }),
    format: Flags.option({
      description: 'output format',
      options: listFormats,
      default: 'table' as ListFormat,
    })(),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ProvisionList)
    const { json, format, ...asked } = flags
    const filter = { ...given({ ...asked, pattern: args.pattern }), namesOnly: format === 'names' && !json }
    const contexts = await (await openProvision()).list(filter)
    printAnswer(contexts, (listed, screen) => listText(listed, format, screen), { json: json || format === 'json' })
  }
}
