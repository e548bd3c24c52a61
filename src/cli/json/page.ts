import { notice } from '../text/reference-text.js'
import { answersOf, definitions } from './schema.js'
import type { Schema } from './shape.js'

const introduction = `
\`--json\` prints one value on stdout, indented; the exit code is the same as without it. A command that fails before any
context is known prints a [task](#task) without contexts, whichever command it is. The answer of a task has one shape:
read \`contexts\`, whether the task was for one context or for many; \`error\`, \`undone\` and \`leftOver\` are only in
failures. Dry runs print what would be done in the same shape. Later versions may add fields: ignore those that you do not know. [json.schema.json](json.schema.json)
has all of this as JSON Schema, draft 2020-12.

\`--events=FD\` of tasks writes each [event](#event) to a file descriptor that the caller has opened, one object a line,
while the task runs: \`provision verify --all --events=3 3>events.jsonl\`. If the reader closes its end, the task continues;
if it stops reading, the task waits, as with stderr.

\`\`\`json
{
  "ok": false,
  "changed": true,
  "contexts": [
    {
      "context": "@example.com",
      "ok": true,
      "changed": true,
      "result": { "login_link": "http://example.com/wp-login.php?…" },
      "changes": [{ "context": "@example.com", "action": "create", "title": "create the database example_com_1f2e3d4c" }],
      "warnings": []
    },
    {
      "context": "@example.org",
      "ok": false,
      "changed": false,
      "result": {},
      "changes": [],
      "warnings": [],
      "error": { "code": "PROVISION_WEB_CONFIG_REFUSED", "message": "…", "fix": "…", "context": "@example.org" },
      "undone": true
    }
  ],
  "error": { "code": "PROVISION_WEB_CONFIG_REFUSED", "message": "…", "fix": "…", "context": "@example.org" }
}
\`\`\`
`

type SchemaOf = (schema: Schema) => string

const refOf = (schema: Schema): string => String(schema['$ref']).replace('#/$defs/', '')

/** The kind of a value in words, by the first keyword in its schema. */
const kinds: readonly (readonly [keyword: string, words: SchemaOf])[] = [
  ['$ref', (schema) => `[${refOf(schema)}](#${refOf(schema)})`],
  ['const', ({ const: value }) => `\`${String(value)}\``],
  ['enum', (schema) => (schema['enum'] as readonly string[]).map((one) => `\`${one}\``).join(', ')],
  ['oneOf', ({ oneOf }) => (oneOf as readonly Schema[]).map(kindOf).join(', ')],
  ['items', (schema) => `list: ${kindOf(schema['items'] as Schema)}`],
  ['additionalProperties', (schema) => `object, by name: ${kindOf(schema['additionalProperties'] as Schema)}`],
  ['format', () => 'time, ISO 8601'],
  [
    'type',
    ({ type }) =>
      ({ string: 'text', integer: 'whole number', boolean: '`true` or `false`' })[String(type)] ?? String(type),
  ],
]

const kindOf: SchemaOf = (schema) => kinds.find(([keyword]) => keyword in schema)?.[1](schema) ?? 'any value'

const remark = (name: string, schema: Schema, required: readonly string[]): string => {
  const words = [...(required.includes(name) ? [] : ['optional']), ...(schema['deprecated'] ? ['deprecated'] : [])]
  return words.length === 0 ? '' : ` (${words.join(', ')})`
}

const fieldRow = (name: string, schema: Schema, required: readonly string[]): string =>
  `| \`${name}\`${remark(name, schema, required)} | ${kindOf(schema)} | ${String(schema['description'] ?? '')} |`

const fieldTable = ({ properties, required }: Schema): readonly string[] => [
  '| field | value | |',
  '|---|---|---|',
  ...Object.entries(properties as Readonly<Record<string, Schema>>).map(([name, schema]) =>
    fieldRow(name, schema, required as readonly string[]),
  ),
]

const section = ([name, { schema }]: readonly [string, { readonly schema: Schema }]): readonly string[] => [
  `## ${name}`,
  '',
  String(schema['description']),
  '',
  ...('properties' in schema ? fieldTable(schema) : [`${kindOf(schema)}`]),
  '',
]

const commandRow = (id: string): string =>
  `| \`${id.replace(':', ' ')}\` | ${answersOf(id)
    .map((name) => `[${name}](#${name})`)
    .join(', ')} |`

/** The reference page of the JSON output. `ids` are the commands with `--json`. */
export const jsonPage = (ids: readonly string[]): string =>
  [
    notice,
    '# JSON',
    introduction,
    '| command | prints |',
    '|---|---|',
    ...[...ids].sort().map(commandRow),
    '',
    ...Object.entries(definitions).flatMap(section),
  ].join('\n')
