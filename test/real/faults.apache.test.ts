import { beforeAll, describe, expect, it } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { HttpType } from '../../src/sandbox/server.js'
import { breakTasks } from './support/break-tasks.js'
import { deletion, gone, installation, installedAnswer, installedSite, siteDeletion } from './support/cases.js'
import { codeBase } from './support/fleet.js'
import { wrongOfVerified } from './support/neighbour.js'
import { quiet } from './support/tasks.js'
import { picture, type Case, usePlace } from './support/trial.js'

const site = { uri: 'one.test', properties: { aliases: ['www.one.test'] } }
const place = usePlace(['one.test', 'www.one.test', 'guest.test', 'told.test'], ['apache', 'nginx'])
const fleet = () => place().fleet
const config = (...names: readonly string[]): string => join(fleet().home, 'config', ...names)

/** What an administrator adds to a web server, so that it answers for one more host name. */
const vhosts: Readonly<Record<HttpType, (port: number) => string>> = {
  apache: (port) =>
    `<VirtualHost *:${port}>\nServerName told.test\nRedirect "/" "http://apache.test/"\n</VirtualHost>\n`,
  nginx: (port) => `server {\nlisten 127.0.0.1:${port};\nserver_name told.test;\nreturn 302 http://nginx.test/;\n}\n`,
}

const answerOf = async (key: string): Promise<string> => (await picture(place()))[key] ?? 'no answer'

/** A server of which little is right, and for which the administrator has written something new. */
const serverVerification = (name: string, type: HttpType, answer: string): Case => {
  const fragment = config(name.slice(1), type, 'post.d', 'told.conf')
  return {
    words: { task: 'verify', name },
    steps: 4,
    arrange: async () => {
      rmSync(fragment, { force: true })
      await fleet().verify(name)
      writeFileSync(fragment, vhosts[type](fleet().portOf(type)))
      chmodSync(config(name.slice(1), type, 'vhost.d'), 0o755)
      rmdirSync(config(name.slice(1), 'acme'))
      rmSync(config(`${type}.conf`))
    },
    complaints: async () => [
      ...(await wrongOfVerified(fleet(), name, {})),
      ...((await answerOf(answer)).includes(`http://${type}.test/`)
        ? []
        : [`${answer} says ${await answerOf(answer)}`]),
    ],
  }
}

/** Nothing is reloaded then: the web server goes on with what it has read. */
const serverDeletion = (): Case => {
  const [, second] = fleet().sandbox.contexts
  const made = async (): Promise<void> => {
    rmSync(config('server_nginx/nginx/post.d/told.conf'), { force: true })
    await fleet().save('@server_nginx', 'server', second?.properties ?? {})
    await fleet().verify('@server_nginx')
  }
  const one = deletion(place(), '@server_nginx', 3, made)
  return {
    ...one,
    arrange: async () => {
      await made()
      await one.arrange()
    },
  }
}

const platform = '@platform_guests'
const root = () => join(fleet().home, 'srv', 'guests')
const guest = 'http://guest.test/'

const savedPlatform = async (): Promise<void> => {
  codeBase(root())
  await fleet().save(platform, 'platform', { root: root(), install_cmd: `php ${root()}/install.php` })
  await fleet().verify(platform)
}

/** The running server refuses what it should give, and the folder of the sites is open to nobody else. */
const damagedPlatform = async (): Promise<void> => {
  await savedPlatform()
  await installedSite(place(), { uri: 'guest.test', properties: { platform } })
  appendFileSync(config('server_master/apache/platform.d/platform_guests.conf'), 'RedirectMatch 403 "^/$"\n')
  chmodSync(join(root(), 'sites'), 0o711)
  const [master] = fleet().sandbox.contexts
  const [program = '', ...words] = String(master?.properties['http_restart_cmd']).split(' ')
  execFileSync(program, words)
  while (!(await answerOf(guest)).startsWith('403 ')) await wait(20)
}

const platformVerification = (): Case => ({
  words: { task: 'verify', name: platform },
  steps: 2,
  arrange: damagedPlatform,
  complaints: () => wrongOfVerified(fleet(), platform, { 'guest.test': installedAnswer('guest.test') }),
})

const platformDeletion = (): Case => {
  const name = '@platform_empty'
  const root = join(fleet().home, 'srv', 'empty')
  codeBase(root)
  return deletion(place(), name, 3, async () => {
    await fleet().save(name, 'platform', { root })
    await fleet().verify(name)
  })
}

breakTasks(
  place,
  {
    'verifying a server with Apache': () => serverVerification('@server_master', 'apache', 'http://told.test/'),
    'verifying a server with Nginx': () => serverVerification('@server_nginx', 'nginx', 'http://told.test/ of nginx'),
    'deleting a server': serverDeletion,
    'deleting a platform': platformDeletion,
  },
  ['error', 'kill'],
)

breakTasks(place, { 'deleting a server': serverDeletion }, ['killWithin'])

breakTasks(
  place,
  {
    'verifying a platform': platformVerification,
    'installing a site on Apache': () => installation(place(), site),
    'deleting a site on Apache': () => siteDeletion(place(), site),
  },
  ['errorAfter', 'killAfter'],
)

describe('a web server whose configuration is broken before it is verified first', () => {
  const main = (): string => join(fleet().home, 'sandbox/nginx.conf')
  const other = (): string => join(fleet().home, 'other')

  const verified = async (line: string) => {
    const text = readFileSync(main(), 'utf8')
    writeFileSync(main(), text.replace(/\}\s*$/, `${line}\n}\n`))
    const [report] = await fleet().tasks().verify(['@server_nginx'], {}, quiet)
    writeFileSync(main(), text)
    return report
  }

  beforeAll(async () => {
    await gone(fleet(), '@server_nginx')
    await fleet().save('@server_nginx', 'server', fleet().sandbox.contexts[1]?.properties ?? {})
    mkdirSync(join(other(), 'config'), { recursive: true })
    writeFileSync(join(other(), 'config/nginx.conf'), '# provision: @server_master 1-2\n')
  })

  it('is told as that, or as shared with another home, before anything is written', async () => {
    const [broken, shared] = [
      await verified('include "/proc/self/broken.conf";'),
      await verified(`include ${other()}/config/nginx.con[f];`),
    ]

    expect(broken?.error).toMatchObject({ code: 'PROVISION_WEB_CONFIG_BROKEN' })
    expect(broken?.error?.message).toContain('/proc/self/broken.conf')
    expect(shared?.error).toMatchObject({ code: 'PROVISION_WEB_SERVER_SHARED' })
    expect(existsSync(config('server_nginx/nginx'))).toBe(false)
    expect(readdirSync(join(fleet().home, 'journal/open'))).toEqual([])
    await fleet().verify('@server_nginx')
  })
})
