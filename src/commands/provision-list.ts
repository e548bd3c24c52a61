import * as Flags from '@oclif/core/flags'
import type { ListFilter } from '../provision/api.js'
import { ContextCommand } from '../cli/context-command.js'
import { contextTypeNames, contextTypesText } from '../contexts/type-names.js'
import { namesArgs, outputFlags } from '../cli/flags.js'
import { type ListFormat, listFormats, listText } from '../cli/list-text.js'
import { openProvision } from '../cli/open.js'
import { printAnswer } from '../cli/report.js'

export default class ProvisionList extends ContextCommand {
  static override summary = 'List contexts.'
  static override examples = [
    '<%= config.bin %> provision-list',
    '<%= config.bin %> provision-list --type=site --platform=@platform_x --format=names',
    "<%= config.bin %> provision-list '@*.example.com' --json",
    '<%= config.bin %> provision-list --service=nginx',
  ]
  static override args = { pattern: { ...namesArgs.contexts, description: 'glob of names', required: false } }
  static override flags = {
    json: outputFlags.json,
    type: Flags.string({ description: contextTypesText, options: contextTypeNames }),
    platform: Flags.string({ description: 'sites on this platform', helpValue: '@NAME' }),
    server: Flags.string({ description: 'contexts that this server gives a service', helpValue: '@NAME' }),
    service: Flags.string({
      description: 'servers that offer this service (http), or a type of it (nginx)',
      helpValue: 'NAME',
    }),
    format: Flags.option({
      description: 'how they are printed',
      options: listFormats,
      default: 'table' as ListFormat,
    })(),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ProvisionList)
    const { json, format, ...asked } = flags
    const filter: ListFilter = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined))
    const provision = await openProvision()
    const named = args.pattern === undefined ? undefined : new Set(provision.names(args.pattern))
    const contexts = (await provision.list(filter)).filter(({ name }) => named?.has(name) ?? true)
    const text = await listText(contexts, format)
    printAnswer(contexts, text, { json: json || format === 'json' })
  }
}
