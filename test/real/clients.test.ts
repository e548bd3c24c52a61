import { expect, it } from '@jest/globals'
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
})
