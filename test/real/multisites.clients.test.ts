import { beforeAll, describe, expect, it } from '@jest/globals'
import { chmodSync, cpSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describeWithRoot, withoutRoot } from '../support/root-parts.js'
import { useClientFleet, webTypes } from './support/client-fleet.js'
import { multisiteCodes } from './support/multisite-codes.js'
import { found, multisiteTable, pathOf, tries } from './support/permission-table.js'
import { quiet } from './support/tasks.js'

const minute = 60_000
const client = 'ptest-a'

describeWithRoot(`Drupal and Backdrop for clients${withoutRoot}`, () => {
  const clients = useClientFleet()

  beforeAll(() => clients().install(), 5 * minute)

  for (const { name, title, source, root, code, describeIt } of multisiteCodes)
    describeIt(title, () => {
      const label = name.toLowerCase().replace(' ', '')

      describe.each(webTypes)('on %s', (type) => {
        const uri = `${label}.${type}.test`
        const rootOf = (): string => join(clients().folder, `${label}-${type}`, root)

        beforeAll(async () => {
          const { fleet, folder } = clients()
          cpSync(source, join(folder, `${label}-${type}`), { recursive: true, verbatimSymlinks: true })
          // The folder that came with the code base stays as it was.
          chmodSync(join(rootOf(), 'sites'), 0o755)
          const platform = `@platform_${label}_${type}`
          await fleet.save(platform, 'platform', { root: rootOf(), web_server: `@server_${type}` })
          await fleet.tasks().verify([platform], { 'fix-permissions': true }, quiet)
          await fleet.save(`@${uri}`, 'site', { uri, platform, client_name: client })
          await fleet.run({ task: 'install', name: `@${uri}` })
        }, 5 * minute)

        it('is installed by PHP of its client, and shows its front page', async () => {
          const { status, body } = await clients().ask(type, uri)

          expect([status, body]).toEqual([200, expect.stringContaining(uri)])
        })

        it('has the permissions of the table, which give nobody more, after install and after verify', async () => {
          const rows = multisiteTable(client, code)
          for (const row of rows.filter(({ path }) => path.endsWith('/made'))) {
            const path = pathOf(row, rootOf(), uri)
            await clients().evaluate(type, client, `mkdir('${path}'); return file_put_contents('${path}/file', 'x');`)
          }
          const installed = await found(rows, rootOf(), uri)
          const [report] = await clients()
            .fleet.tasks()
            .verify([`@${uri}`], {}, quiet)
          const verified = await found(rows, rootOf(), uri)
          const script = tries(rows.map((row) => pathOf(row, rootOf(), uri)))
          const [own, other] = [
            await clients().evaluate(type, client, script),
            await clients().evaluate(type, 'ptest-b', script),
          ]

          expect([report?.ok, report?.changed]).toEqual([true, false])
          expect(installed).toEqual(rows.map(({ wanted }) => wanted))
          expect(verified).toEqual(installed)
          expect(own).toEqual(rows.map(({ may }) => may[1]))
          expect(other).toEqual(rows.map(({ may }) => may[3]))
        })

        it('goes with all that PHP has made', async () => {
          const [report] = await clients()
            .fleet.tasks()
            .delete([`@${uri}`, `@platform_${label}_${type}`], { noBackup: true }, quiet)

          expect(report?.error).toBeUndefined()
          expect(readdirSync(join(rootOf(), 'sites'))).not.toContain(uri)
        })
      })
    })
})
