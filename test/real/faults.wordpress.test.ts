import { beforeAll } from '@jest/globals'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { breakTasks } from './support/break-tasks.js'
import { gone, isInstalled } from './support/cases.js'
import { wrongOfVerified } from './support/neighbour.js'
import { pictureOfAnswers } from './support/picture.js'
import { type Case, usePlace } from './support/trial.js'

const debian = '/usr/share/wordpress'
/** Debian's own configuration, and much that would have to be looked through each time. */
const skipped = ['wp-config.php', 'wp-content/languages'].map((path) => join(debian, path))
const uri = 'blog.test'
const name = `@${uri}`
const place = usePlace([uri])
const fleet = () => place().fleet

const installation = (): Case => ({
  words: { task: 'install', name },
  steps: 13,
  arrange: async () => {
    if (isInstalled(fleet(), name)) await gone(fleet(), name)
    await fleet().save(name, 'site', { uri, platform: '@platform_wordpress', client_email: 'a@example.com' })
  },
  complaints: async () => {
    const answers = await pictureOfAnswers(fleet(), [uri])
    return [
      ...(isInstalled(fleet(), name) ? [] : ['not recorded as installed']),
      ...(await wrongOfVerified(fleet(), name, {})),
      ...(answers[`http://${uri}/`]?.startsWith('200 ') ? [] : ['no page']),
    ]
  },
})

beforeAll(async () => {
  const root = join(fleet().home, 'srv', 'wordpress')
  cpSync(debian, root, { recursive: true, dereference: true, filter: (path) => !skipped.includes(path) })
  await fleet().save('@platform_wordpress', 'platform', { root })
  await fleet().verify('@platform_wordpress')
})

breakTasks(place, { 'installing WordPress': installation }, ['error', 'kill'])
