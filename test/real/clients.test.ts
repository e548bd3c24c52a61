import { expect, it } from '@jest/globals'
import { execa } from 'execa'
import { execFileSync } from 'node:child_process'
import { clientNames, useClientFleet, webTypes } from './support/client-fleet.js'
import { describeWithRoot, withoutRoot } from '../support/root-parts.js'

const limit = 180_000

describeWithRoot(`sites of clients${withoutRoot}`, () => {
  const clients = useClientFleet()

  it(
    'are installed and run as the users of their clients',
    async () => {
      await clients().install()

      for (const type of webTypes)
        for (const client of clientNames) {
          const { status, body } = await clients().ask(type, clients().siteOf(type, client))
          expect([status, body]).toEqual([200, JSON.stringify([client, client])])
        }
    },
    limit,
  )

  it(
    'have new limits when the root helper ends: php-fpm has read its pools, after requests that ran before',
    async () => {
      const { helper } = clients().parts
      const [changed, busy] = clientNames
      const pools = execFileSync('sudo', ['-n', helper, 'show'], { encoding: 'utf8' })
        .split('\n')
        .filter((line) => line.startsWith('pool ') && line.split(' ')[2] === changed)
      let isAnswered = false
      const long = clients()
        .evaluate('nginx', busy, 'for ($end = time() + 3; time() < $end; ) usleep(10000); return "long";')
        .finally(() => (isAnswered = true))

      const { exitCode } = await execa('sudo', ['-n', helper, 'apply'], {
        input: pools.map((line) => `${line.replace(/ \d+M /, ' 77M ')}\n`).join(''),
      })

      expect([exitCode, isAnswered]).toEqual([0, true])
      expect(await clients().evaluate('nginx', changed, 'return ini_get("memory_limit");')).toBe('77M')
      expect(await long).toBe('long')
    },
    limit,
  )
})
