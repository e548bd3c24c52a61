import { describe, expect, it } from '@jest/globals'
import { placeOf } from '../../src/queries/place.js'
import { bareCatalog, wholeCatalog } from '../support/catalog.js'
import { useHome } from '../support/home.js'
import { sessionOf } from '../support/session.js'
import { record } from '../gc/scan.js'

const home = useHome()

describe('where a context is', () => {
  const place = (type: string, properties: Readonly<Record<string, string>>, catalog = wholeCatalog) =>
    placeOf(record('@x', type, properties), sessionOf(home(), catalog).planning)

  it('is its parent: the platform of a site, whatever else it has from which server', () => {
    expect(place('site', { platform: '@platform_x', db_server: '@server_db' })).toBe('@platform_x')
  })

  it('is, on a server, the one that serves it, given or by default', () => {
    expect(place('platform', { server: '@server_a', web_server: '@server_web' })).toBe('@server_web')
    expect(place('platform', { server: '@server_a' })).toBe('@server_master')
  })

  it('is its server where no service is subscribed to', () => {
    expect(place('platform', { server: '@server_a' }, bareCatalog)).toBe('@server_a')
  })

  it('is nowhere for a server, and for what this version does not know', () => {
    expect([place('server', {}), place('guild', { platform: '@platform_x' })]).toEqual([undefined, undefined])
  })
})
