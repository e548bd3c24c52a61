import type { Table } from './table.js'
import type { CompletionTables } from './tables.js'
import { pathFunctions, wordFunctions } from './words.js'

/** A shell function that looks up a word and sets a variable. It starts no process. */
const lookUp = (name: string, variable: string, table: Table): string => `
_provision_${name}() {
  case "$1" in
${[...table].map(([key, words]) => `    '${key}') ${variable}='${words.join(' ')}' ;;`).join('\n')}
    *) ${variable}=''; return 1 ;;
  esac
}
`

/** The recommended names start with the type: `server_…`, `platform_…`. A site has the name of its address, with a dot. */
const typeByName = (types: readonly string[]): string => `
# Guesses the type of a context from its name. Empty if the name does not show it.
_provision_type_of() {
  case "$1" in
${types
  .filter((type) => type !== site)
  .map((type) => `    @${type}_*) type=${type} ;;`)
  .join('\n')}
    @*.*) type=${site} ;;
    *) type='' ;;
  esac
}
`

const site = 'site'

const allOf = (table: Table): string => [...new Set([...table.values()].flat())].sort().join(' ')

/** The flags of provision-save are the properties of the type, or of all types if the type is not known. */
const saveFlags = ({ givenFlags }: CompletionTables): string => `
_provision_save_flags() {
  if [ -n "$context_type" ]; then type=$context_type; else _provision_type_of "$name"; fi
  _provision_given_flags "$type" || given='${allOf(givenFlags)}'
  flags="$flags $given"
}
`

const followPath = ({ properties, conditions }: CompletionTables): string => `
# Completes a path such as platform.web_server. : sets offered, prefix and text.
_provision_path() {
  local table=$1 rest=$2 part
  _provision_type_of "$name"
  case "$command" in list) type='' ;; esac
  while :; do
    case "$rest" in *.*) ;; *) break ;; esac
    part=\${rest%%.*} rest=\${rest#*.} prefix="$prefix$part."
    case "$part" in *[!0-9]*) _provision_leads_to "$type" "$part" ;; esac
  done
  text=$rest
  case "$type:$table" in
    none:*) offered='' ;;
    :conditions) offered='${allOf(conditions)}' ;;
    *:conditions) _provision_conditions "$type" ;;
    :*) offered='${allOf(properties)}' ;;
    *) _provision_properties "$type" ;;
  esac
}
`

const byProperty = (references: Table): Table =>
  new Map([...references].map(([key, words]) => [key.split('.')[1] ?? '', words]))

/** Functions that bash and zsh share. They read file names and start no process. */
export const sharedFunctions = (tables: CompletionTables, commands: readonly string[]): string =>
  [
    lookUp('subcommands', 'offered', tables.topics),
    lookUp('flags', 'flags', tables.flags),
    lookUp('args', 'offered', tables.args),
    lookUp('values', 'values', tables.values),
    lookUp('properties', 'offered', tables.properties),
    lookUp('conditions', 'offered', tables.conditions),
    lookUp('given_flags', 'given', tables.givenFlags),
    lookUp('property_values', 'values', tables.propertyValues),
    lookUp('reference', 'reference', tables.references),
    lookUp('any_reference', 'reference', byProperty(tables.references)),
    typeByName([...tables.properties.keys()]),
    saveFlags(tables),
    followPath(tables),
    pathFunctions,
    wordFunctions,
    `
_provision_verbs='${tables.verbs.join(' ')}'
_provision_commands='${commands.join(' ')}'
`,
  ].join('')
