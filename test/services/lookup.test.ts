import { describe, expect, it } from '@jest/globals'
import type { Context } from '../../src/contexts/context.js'
import type { ContextType } from '../../src/contexts/context-type.js'
import { contextTypes } from '../../src/contexts/types/types.generated.js'
import { providerOf, typeOf } from '../../src/services/lookup.js'
import { service as db } from '../../src/services/db/index.js'
import { service as http } from '../../src/services/http/index.js'
import type { Service } from '../../src/services/service.js'
import { platform, server, site } from '../applications/contexts.js'

const client: ContextType = {
  name: 'client',
  description: 'who owns sites',
  recommendedName: { pattern: '@client_…', matches: () => true },
  properties: {},
}
const types: readonly ContextType[] = [...Object.values(contextTypes), client]

const web = server({ name: '@server_web' })
const master = server({ name: '@server_master' })
const databases = server({ name: '@server_db' })
const shop = platform({ server: master, web_server: web })

const providing = (service: Service, context: unknown): string | undefined =>
  providerOf(service, context as Context, types)?.name

describe('the server that gives a context a service', () => {
  it('is the one of its own subscription', () => {
    expect(providing(http, shop)).toBe('@server_web')
    expect(providing(db, site({ platform: shop, db_server: databases }))).toBe('@server_db')
  })

  it('is that of its parent where it has none of its own', () => {
    expect(providing(http, site({ platform: shop }))).toBe('@server_web')
    expect(providing(db, site({ platform: shop, db_server: undefined }))).toBe('@server_master')
    expect(providing(db, shop)).toBe('@server_master')
  })

  it('is a server itself, for what it gives itself', () => {
    expect(providing(http, web)).toBe('@server_web')
  })

  it('is none for a context that is on no server: it has the null type of each service', () => {
    const acme = { name: '@client_acme', type: 'client', uuid: '' }

    expect(providing(http, acme)).toBeUndefined()
    expect(typeOf('http', providerOf(http, acme as unknown as Context, types))).toBe('null')
  })
})
