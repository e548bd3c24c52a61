import { expect, it } from '@jest/globals'
import { plain } from '../../src/cli/text/colour.js'
import { isolationText } from '../../src/cli/text/isolation-text.js'
import type { IsolationTry } from '../../src/provision/api.js'

const screen = { paint: plain, columns: Number.POSITIVE_INFINITY }

const tries: readonly IsolationTry[] = [
  { as: 'php', kind: 'write', what: 'settings', result: 'nothing' },
  { as: 'php', kind: 'read', what: 'cache of PHP', result: 'nothing' },
  { as: 'php', kind: 'exhaust', what: 'disk', result: 'shared', detail: 'one file system' },
  { as: 'database', kind: 'read', what: 'tables', result: 'not tried', detail: 'no account' },
  { as: 'login', kind: 'read', what: 'settings', result: 'got', detail: '/srv/a' },
]

it('shows what was got first, and then the tries of each way in the order of their kinds', () => {
  const report = { site: '@a.test', other: '@b.test', user: 'acme', tries }

  expect(isolationText([report], screen).split('\n')).toEqual([
    '@a.test, whose PHP is acme, against @b.test: 1 of 5 tries got something, 1 not tried, 1 shared, 2 nothing',
    '  RESULT     AS        KIND     TRIED',
    '  got        login     read     settings      /srv/a',
    '  not tried  database  read     tables        no account',
    '  shared     php       exhaust  disk          one file system',
    '  nothing    php       read     cache of PHP',
    '  nothing    php       write    settings',
  ])
})
