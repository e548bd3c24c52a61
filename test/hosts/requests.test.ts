import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { once } from 'node:events'
import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { localHost } from '../../src/hosts/local/index.js'

let server: Server
const host = localHost('/nonexistent')

/** Pages without an end: as fast as they are read, and one byte at a time. */
beforeAll(async () => {
  server = createServer(({ url }, response) => {
    const write = (): void =>
      void (response.write('x'.repeat(65_536)) ? setImmediate(write) : response.once('drain', write))
    if (url === '/fast') return write()
    const drip = setInterval(() => response.write('x'), 50)
    response.on('close', () => clearInterval(drip))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(async () => {
  await host.close()
  server.closeAllConnections()
  server.close()
})

const get = (path: string) =>
  host.request({
    host: 'a.test',
    port: (server.address() as AddressInfo).port,
    path,
    timeoutSeconds: 1,
    keepAlive: true,
  })

describe('a page without an end', () => {
  it('is read as far as anybody looks', async () => {
    const { status, body } = await get('/fast')

    expect([status, body.length]).toEqual([200, 1024 * 1024])
  })

  it('is no answer when it comes drop by drop', async () => {
    await expect(get('/slow')).rejects.toThrow(/no answer from 127.0.0.1:\d+ in 1 seconds/)
  })
})
