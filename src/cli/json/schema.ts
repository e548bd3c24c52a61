import { auditDefinitions } from './audit.js'
import { eventDefinitions } from './events.js'
import { gcDefinitions } from './gc.js'
import { journalDefinitions } from './journal.js'
import { queryDefinitions } from './queries.js'
import type { Schema } from './shape.js'
import { taskDefinitions } from './task.js'

/** The definitions of all JSON output, by their names in the schema and the reference page. */
export const definitions = {
  ...taskDefinitions,
  ...gcDefinitions,
  ...auditDefinitions,
  ...queryDefinitions,
  ...journalDefinitions,
  ...eventDefinitions,
}

export type DefinitionName = keyof typeof definitions

/** The definitions of the answer of each successful command. All other commands are tasks. */
const answers: Readonly<Record<string, readonly DefinitionName[]>> = {
  'provision-audit': ['audit'],
  'provision-gc': ['gc'],
  'provision-list': ['list'],
  'provision-show': ['show', 'value'],
  'provision-journal': ['journal', 'journal-detail'],
  'provision-undo': ['task', 'journal'],
  'sandbox:remove': ['sandbox'],
  'sandbox:start': ['sandbox'],
  'sandbox:status': ['sandbox'],
  'sandbox:stop': ['sandbox'],
}

export const answersOf = (command: string): readonly DefinitionName[] => answers[command] ?? ['task']

export const jsonSchema: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'JSON of Provision',
  description:
    'What a command prints with --json is #/$defs/task, gc, audit, list, show, value, journal or sandbox; a line of --events is #/$defs/event.',
  $defs: Object.fromEntries(Object.entries(definitions).map(([name, { schema }]) => [name, schema])),
}
