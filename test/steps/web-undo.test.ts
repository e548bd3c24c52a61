import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { holderOf } from '../../src/hosts/holder.js'
import { localHost } from '../../src/hosts/local/index.js'
import type { World } from '../../src/steps/common/world.js'
import type { WebStep } from '../../src/steps/web/control.js'
import { stepKind } from '../../src/steps/web/index.js'
import { useHome } from '../support/home.js'
import { runIn } from '../support/steps.js'

const home = useHome()
let other: Server

/** A web server that answers with the mark of somebody else. */
beforeEach(async () => {
  other = createServer((_, response) => response.end('0123456789abcdef'))
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
})
afterEach(() => void other.close())

const step = (): WebStep => {
  const folder = join(home(), 'config/server_a')
  const { port } = other.address() as AddressInfo
  return {
    kind: 'web',
    host: 'localhost',
    stage: 'web',
    context: '@server_a',
    title: 'configure nginx',
    server: '@server_a',
    files: [{ path: join(folder, 'nginx.conf'), text: 'a', mode: 0o644 }],
    control: {
      test: ['true'],
      reload: ['true'],
      errorAt: [],
      noise: [],
      generation: {
        file: join(folder, 'nginx/generation.conf'),
        text: 'GENERATION',
        host: 'provision.invalid',
        path: '/generation',
        port,
        address: '127.0.0.1',
        includedBy: join(folder, 'nginx.conf'),
        settleMilliseconds: 0,
      },
    },
  }
}

it('undoes the first configuration of a server once more, although its folder is gone', async () => {
  const world = {
    home: home(),
    host: () => localHost(home()),
    vault: { read: () => undefined },
    holder: holderOf('test'),
    exclusively: (_: string, act: () => Promise<unknown>) => act(),
  } as unknown as World

  const [outcome] = await stepKind.undo([{ step: step(), before: { kept: [null], control: null } }], runIn(world))

  expect(outcome).toEqual({ ok: true })
})
