import { expect, it } from '@jest/globals'
import { join } from 'node:path'
import { orphans } from '../../../src/services/acl/posix/orphans.js'
import { nobody, put, record, scanWith, uuid } from '../../gc/scan.js'
import { useHome } from '../../support/home.js'

const home = useHome()

it('finds folders of clients that are no context any more, and no others', () => {
  const folder = join(home(), 'clients')
  put(join(folder, 'acme', '.provision'), `${uuid}\n`)
  put(join(folder, 'gone', '.provision'), `${nobody}\n`)
  put(join(folder, 'by-hand', 'readme.txt'), '')
  const server = record('@server_master', 'server', { acl_service_type: 'posix', aegir_root: home() })
  put(join(home(), 'contexts', 'server_master.json'), JSON.stringify({ format: 1, ...server }))
  const scan = scanWith(home(), [server])

  const found = orphans(scan).flatMap(({ find }) => find?.(scan) ?? [])

  expect(found).toEqual([
    expect.objectContaining({ where: join(folder, 'gone'), fix: `rm -r ${join(folder, 'gone')}` }),
  ])
})

it('finds what lets groups read contexts for a context that does not exist, and says what to do', () => {
  const here = join(home(), 'readers', 'platform_x')
  for (const name of ['a.test', 'gone.test']) put(join(here, name), 'acme\n')
  put(join(home(), 'readers', 'gone.test', 'gone.test'), 'acme\n')
  const scan = scanWith(home(), [record('@a.test', 'site', {}), record('@platform_x', 'platform', {})])

  const found = orphans(scan).flatMap(({ find }) => find?.(scan) ?? [])

  expect(found.map(({ where, fix }) => [where, fix])).toEqual([
    [join(home(), 'readers', 'gone.test', 'gone.test'), `rm ${join(home(), 'readers', 'gone.test', 'gone.test')}`],
    [join(here, 'gone.test'), `rm ${join(here, 'gone.test')} && provision-verify @platform_x`],
  ])
})
