import type { AppName } from '../../../support/http.js'
import type { Expected, Row } from './rows.js'

/** What one web server alone tells PHP. */
export const ownVariables: Readonly<Record<AppName, Readonly<Record<string, string>>>> = {
  nginx: {
    DOCUMENT_URI: 'the path without the query, as Nginx calls it',
    HTTP_CONTENT_LENGTH: 'the header itself',
    HTTP_CONTENT_TYPE: 'the header itself',
  },
  apache: {
    CONTEXT_DOCUMENT_ROOT: 'where an alias leads',
    CONTEXT_PREFIX: 'the path of an alias',
    PATH: 'of the process',
    REDIRECT_PROVISION_SITE: 'kept of a request that was sent on to the front controller',
    REDIRECT_PROVISION_SITE_PATH: 'the same',
    REDIRECT_QUERY_STRING: 'the same',
    REDIRECT_SCRIPT_URI: 'the same',
    REDIRECT_SCRIPT_URL: 'the same',
    REDIRECT_URL: 'the same',
    SERVER_ADMIN: 'of the configuration',
    SERVER_SIGNATURE: 'empty',
    'proxy-nokeepalive': 'of the connection',
  },
}

const shown = ({ status, php, headers }: Expected): string =>
  [status, php === undefined ? headers?.['location'] : 'by PHP'].filter((part) => part !== undefined).join(' ')

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text)

const asked = ({ ask, version, host, headers = [] }: Row): string =>
  [
    ask + (version === undefined ? '' : ` HTTP/${version}`),
    ...(host === undefined || host === null ? [] : [`Host: ${host}`]),
    ...headers.slice(0, 2),
    ...(headers.length > 2 ? [`… ${headers.length} headers`] : []),
  ]
    .map(shortened)
    .join(', ')
    .replaceAll('|', '\\|')
    .replace(/\p{Cc}/gu, '\\x01')

/** The first request of each reason for which the servers differ, as the table of docs/requests.md. */
export const differencesTable = (rows: readonly Row[]): string => {
  const byReason = new Map(
    rows
      .filter(({ reason }) => reason !== undefined)
      .reverse()
      .map((row) => [row.reason, row]),
  )
  const lines = [...byReason.values()].reverse().map((row) => {
    const { nginx, apache } = row.expected as Readonly<Record<AppName, Expected>>
    return `| \`${asked(row)}\` | ${shown(nginx)} | ${shown(apache)} | ${row.reason} |`
  })
  return ['| request | Nginx | Apache | why |', '|---|---|---|---|', ...lines].join('\n')
}

/** What only one of them tells PHP, as the second table. */
export const variablesTable = (): string =>
  [
    '| | only by | |',
    '|---|---|---|',
    ...Object.entries(ownVariables).flatMap(([app, names]) =>
      Object.entries(names).map(([name, what]) => `| \`${name}\` | ${app} | ${what} |`),
    ),
  ].join('\n')
