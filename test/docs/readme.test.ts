import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { blocksOf } from '../support/markdown.js'
import { newHome, removeHome } from '../support/sandbox.js'

const checkout = new URL('../../', import.meta.url).pathname

let user: string
beforeEach(() => {
  user = newHome()
})
afterEach(async () => {
  await removeHome(join(user, 'provision-try'))
  await removeHome(user)
})

it('has a screen of use that works as typed', () => {
  const screen = blocksOf(join(checkout, 'README.md')).find(({ text }) => text.includes('sandbox start'))?.text ?? ''

  const { status, stdout, stderr } = spawnSync('bash', ['-e', '-c', screen], {
    cwd: checkout,
    env: { ...process.env, HOME: user },
    encoding: 'utf8',
  })

  expect({ status, stderr }).toMatchObject({ status: 0 })
  expect(stdout).toContain('Clients with users of their own need sudo: provision sandbox start --clients')
  expect(stdout.match(/<h1>It works<\/h1>/g)).toHaveLength(2)
  expect(stderr).toContain('@pages.localhost: nothing to do')
}, 120_000)
