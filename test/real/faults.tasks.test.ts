import { chmodSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { breakTasks } from './support/break-tasks.js'
import { gone, installedAnswer, installedSite, siteDeletion } from './support/cases.js'
import { wrongOfVerified } from './support/neighbour.js'
import { pictureOfAnswers } from './support/picture.js'
import { type Case, usePlace } from './support/trial.js'

const uri = 'one.test'
const name = `@${uri}`
const place = usePlace([uri, 'www.one.test', 'new.one.test'])
const fleet = () => place().fleet
const saved = () => fleet().read(name)

const newContext = (): Case => ({
  words: {
    task: 'save',
    name,
    type: 'site',
    properties: { uri, platform: '@platform_php', aliases: ['www.one.test'] },
  },
  steps: 3,
  arrange: () => gone(fleet(), name),
  complaints: async () => (saved() ? [] : ['not saved']),
})

const changedProperties = (): Case => ({
  words: { task: 'save', name, properties: { aliases: ['new.one.test'], upload_limit: '3M' } },
  steps: 3,
  arrange: async () => {
    if (!saved()) await fleet().saveSite(uri)
    await fleet().change(name, { aliases: ['www.one.test'], upload_limit: null })
  },
  complaints: async () => {
    const { aliases, upload_limit } = saved()?.properties ?? {}
    return `${String(aliases)} ${String(upload_limit)}` === 'new.one.test 3M' ? [] : ['not changed']
  },
})

const secret = (): Case => {
  const [master] = fleet().sandbox.contexts
  const url = String(master?.properties['master_db'])
  const isChanged = () => fleet().read('@server_master')?.properties['admin_email'] !== undefined
  return {
    words: {
      task: 'save',
      name: '@server_master',
      properties: { master_db: `${url}:3306`, admin_email: 'new@example.com' },
    },
    steps: 2,
    arrange: async () => {
      await fleet().change('@server_master', { master_db: url, admin_email: null })
    },
    complaints: async () => (isChanged() ? [] : ['not changed']),
  }
}

breakTasks(
  place,
  { 'saving a new context': newContext, 'saving changed properties': changedProperties, 'saving a secret': secret },
  ['error', 'kill', 'killWithin'],
)

const installed = () => installedSite(place(), { uri, properties: { aliases: ['www.one.test'], upload_limit: null } })

/** A site of which nothing is as it should be. */
const damaged = async (): Promise<void> => {
  const { database } = place()
  await installed()
  const folder = join(fleet().root, 'sites', uri)
  await fleet().change(name, { aliases: ['www.one.test'], php_memory_limit: null })
  await fleet().verify(name)
  await fleet().change(name, { aliases: ['new.one.test'], php_memory_limit: '77M' })
  rmSync(join(folder, 'settings.php'), { force: true })
  chmodSync(join(folder, 'private'), 0o700)
  const account = String(saved()?.recorded['db_user'])
  await database.query(`REVOKE ALL PRIVILEGES, GRANT OPTION FROM '${account}'@'localhost'`)
  await database.query(`ALTER USER '${account}'@'localhost' IDENTIFIED BY 'wrong'`)
  await database.query(`CREATE USER IF NOT EXISTS '${account}'@'192.0.2.1' IDENTIFIED BY 'old'`)
  await database.query(`GRANT SELECT ON \`${account}\`.* TO '${account}'@'192.0.2.1'`)
}

const verification = (): Case => ({
  words: { task: 'verify', name },
  steps: 7,
  arrange: damaged,
  complaints: () =>
    wrongOfVerified(fleet(), name, { [uri]: installedAnswer(uri), 'new.one.test': installedAnswer(uri) }),
})

/** From enabled to disabled, or back. */
const turned = (enabled: boolean): Case => ({
  words: { task: enabled ? 'enable' : 'disable', name },
  steps: 3,
  arrange: async () => {
    await installed()
    await fleet().run({ task: enabled ? 'disable' : 'enable', name })
  },
  complaints: async () => {
    const isEnabled = saved()?.properties['site_enabled'] !== false
    const answer = (await pictureOfAnswers(fleet(), [uri]))[`http://${uri}/`] ?? ''
    return [
      ...(isEnabled === enabled ? [] : ['not recorded']),
      ...(answer.includes(enabled ? installedAnswer(uri) : 'This site is disabled.') ? [] : [`says ${answer}`]),
      ...(await wrongOfVerified(fleet(), name, {})),
    ]
  },
})

breakTasks(
  place,
  {
    'verifying a site of which nothing is right': verification,
    'disabling a site': () => turned(false),
  },
  ['error', 'kill', 'killWithin'],
)

breakTasks(place, { 'enabling a site': () => turned(true) }, ['error', 'kill'])

breakTasks(place, { 'deleting an installed site': () => siteDeletion(place(), { uri }) }, [
  'error',
  'kill',
  'killWithin',
  'repeat',
])
