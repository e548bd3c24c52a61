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
