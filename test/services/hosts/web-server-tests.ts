import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { chmodSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { localHost } from '../../../src/hosts/local/index.js'
import type { TaskReport } from '../../../src/provision/api.js'
import { task as deleteTask } from '../../../src/tasks/delete.js'
import { task as verify } from '../../../src/tasks/verify.js'
import type { AppName } from '../../support/http.js'
import { pictureOf } from '../../support/picture.js'
import { quiet } from '../../support/quiet.js'
import {
  RemoteFleet,
  noRoom,
  remoteAddress,
  remoteGroup,
  remoteSocket,
  remoteUser,
} from '../../support/remote-fleet.js'

const contexts = ['@server_remote', '@platform_remote', '@a.test'] as const

/** To test and to reload; by sudo, as whoever provisions there is not root. */
const commands = {
  nginx: ['sudo -n /usr/local/sbin/nginx -t', 'sudo -n /usr/local/sbin/nginx -s reload'],
  apache: ['sudo -n /usr/local/sbin/apachectl configtest', 'sudo -n /usr/local/sbin/apachectl graceful'],
} as const

const noBackup = { flags: { 'no-backup': true } }

let remote: RemoteFleet

const useRemoteFleet = (app: AppName): void => {
  beforeEach(async () => {
    remote = new RemoteFleet(app)
    await remote.save()
  })
  afterEach(() => remote.remove())
}

/** What is on this machine under the paths of the other, the home apart. */
const here = () => ['aegir', 'code'].map((name) => pictureOf(join(remote.here, name)))

const changesOf = (reports: readonly TaskReport[]) => reports.flatMap(({ changes }) => changes)

const generated: Readonly<Record<AppName, readonly string[]>> = {
  nginx: [
    'every-site.conf',
    'headers-application.conf',
    'headers.conf',
    'fastcgi.conf',
    'platform.d/platform_remote.inc',
    'post.conf',
    'pre.conf',
    'vhost.d/a.test.conf',
  ],
  apache: ['platform.d/platform_remote.conf', 'post.conf', 'pre.conf', 'vhost.d/a.test.conf'],
}

const onAnotherMachine = (app: AppName): void =>
  describe(`a server with ${app} on another machine`, () => {
    useRemoteFleet(app)

    it('has all its files there, and nothing is read or written here but contexts', async () => {
      const before = here()

      await remote.tasks.verify(...contexts)

      const written = Object.keys(remote.configuration).filter((path) =>
        /^server_remote\/\w+\/.*\.(?:conf|inc)$/.test(path),
      )
      expect(written).toEqual(
        [...generated[app], 'generation.conf'].map((name) => `server_remote/${app}/${name}`).sort(),
      )
      expect(readdirSync(join(remote.machine.paths.end(remote.code), 'sites'))).toEqual(['.provision', 'a.test'])
      expect(here()).toEqual(before)
      expect([...remote.askedHere.paths].filter((path) => !path.startsWith(`${remote.home}/`))).toEqual([])
      expect(remote.askedHere.others).toEqual([])
    })

    it('is configured for what that machine has, whatever this one has', async () => {
      const { reader } = localHost(remote.home)

      await remote.tasks.verify(...contexts)

      const server = remote.text(join(remote.aegir, `config/${app}.conf`))
      const control = JSON.parse(remote.text(join(remote.aegir, `config/server_remote/${app}/generation.json`)))
      expect(server).toContain(remoteSocket)
      expect(server.includes('/usr/lib64/httpd/modules/mod_rewrite.so')).toBe(app === 'apache')
      expect(server).not.toContain('server_names_hash')
      expect(control.test.join(' ')).toMatch(/^sudo -n \/usr\/local\/sbin\//)
      expect(await remote.tasks.provision.value('@server_remote', 'web_group')).toBe(remoteGroup)
      expect(await remote.tasks.provision.value('@platform_remote', 'application')).toBe('static')
      expect(JSON.stringify(remote.configuration)).not.toContain('must not be copied')
      expect([reader.exists(remoteSocket), reader.facts.groups.has(remoteGroup)]).toEqual([false, false])
    })

    it('is told of by queries before anything is made on it', async () => {
      const { provision } = remote.tasks

      const listed = await provision.list({})
      const { properties } = await provision.show('@server_remote', { resolved: true })

      expect(listed.find(({ name }) => name === '@platform_remote')).toMatchObject({
        application: 'static',
        on: '@server_remote',
      })
      expect(properties).toContainEqual({ name: 'script_user', value: remoteUser, source: 'default' })
      expect(properties).toContainEqual({ name: 'web_group', value: remoteGroup, source: 'default' })
      expect(properties).toContainEqual(expect.objectContaining({ name: 'http_test_cmd', value: commands[app][0] }))
      expect(remote.askedHere.paths.has(join(remote.code, 'index.html'))).toBe(false)
    })

    it('has nothing left to do at the second verify, and is asked with no change and no program', async () => {
      await remote.tasks.verify(...contexts)
      const before = remote.picture
      remote.machine.trips.length = 0

      const reports = await remote.tasks.verify(...contexts)

      expect(changesOf(reports)).toEqual([])
      expect(remote.picture).toEqual(before)
      expect(remote.machine.trips.filter((trip) => trip === 'apply' || trip === 'run')).toEqual([])
    })

    it('stops serving a disabled site, and serves it as before once it is enabled', async () => {
      await remote.tasks.verify(...contexts)
      const [before, vhost] = [
        remote.configuration,
        join(remote.aegir, `config/server_remote/${app}/vhost.d/a.test.conf`),
      ]

      await remote.tasks.disable('@a.test')
      const disabled = remote.text(vhost)
      await remote.tasks.enable('@a.test')

      expect(disabled).toContain('This site is disabled.')
      expect(remote.configuration).toEqual(before)
      expect(remote.web.reloads).toBe(3)
    })

    it('has nothing left of a deleted site and platform, and of itself only what its main configuration includes', async () => {
      await remote.tasks.verify('@server_remote')
      const [before, code] = [remote.configuration, pictureOf(remote.machine.paths.end(remote.code))]
      await remote.tasks.verify('@platform_remote', '@a.test')

      await remote.tasks.delete('@a.test', '@platform_remote')
      const after = remote.configuration
      await remote.tasks.delete('@server_remote')

      expect(after).toEqual(before)
      expect(pictureOf(remote.machine.paths.end(remote.code))).toEqual(code)
      expect(Object.keys(remote.configuration).sort()).toEqual([`${app}.conf`, 'empty.conf', 'includes'].sort())
    })

    it.each([
      ['verify', '@server_remote'],
      ['verify', '@platform_remote'],
      ['verify', '@a.test'],
      ['disable', '@a.test'],
      ['delete', '@a.test'],
      ['delete', '@platform_remote'],
    ] as const)('is byte for byte as before when a change fails: %s %s', async (task, name) => {
      await remote.prepareFor(task, name)
      const before = remote.picture

      const failures = await remote.withEachChangeFailing(() => remote.tasks[task](name))

      expect(failures.length).toBeGreaterThan(2)
      for (const { message, picture } of failures) expect([message, picture]).toEqual([noRoom, before])
    })

    it('keeps there what it takes to undo a task, for as long as it can be undone', async () => {
      await remote.tasks.verify(...contexts)
      const before = remote.picture
      await remote.tasks.disable('@a.test')
      const disabled = Object.keys(remote.picture).filter((path) => path.includes('/journal/keep/'))

      const [undone] = await remote.tasks.provision.undo('@a.test', { progress: quiet })

      expect(disabled.length).toBeGreaterThan(0)
      expect(undone).toMatchObject({ ok: true, changed: true })
      expect(remote.picture).toEqual(before)
    })

    it('takes all away that a site has left there, although the plan is made more than once', async () => {
      await remote.tasks.verify('@server_remote', '@platform_remote')
      const before = remote.configuration
      await remote.tasks.change('@a.test', { aliases: 'host.test/shop' })
      await remote.tasks.verify('@a.test')
      await remote.tasks.change('@a.test', { aliases: null })

      const [planned] = await remote.tasks.attempt(deleteTask, ['@a.test'], noBackup, { dryRun: true })
      const [done] = await remote.tasks.delete('@a.test')

      expect(planned?.changes).toEqual(done?.changes)
      expect(remote.configuration).toEqual(before)
    })

    it('is read anew where another task has been quicker', async () => {
      await remote.tasks.save('@b.test', 'site', {
        uri: 'b.test',
        platform: '@platform_remote',
        aliases: 'host.test/other',
      })
      await remote.tasks.change('@a.test', { aliases: 'host.test/shop' })
      await remote.tasks.verify(...contexts)

      await remote.whenPlanned(
        () => remote.tasks.delete('@a.test'),
        () => remote.tasks.verify('@b.test'),
      )

      const left = Object.keys(remote.configuration).filter((path) => path.includes('subdir.d/'))
      const folder = `server_remote/${app}/subdir.d/host.test`
      expect(left).toEqual([`${folder}.conf`, folder, `${folder}/other.conf`].sort())
      expect(changesOf(await remote.tasks.verify('@b.test'))).toEqual([])
    })
  })

const withGivenCommands = (app: AppName): void =>
  describe(`${app} on another machine, whose commands are given`, () => {
    const [test, reload] = commands[app]

    beforeEach(async () => {
      remote = new RemoteFleet(app)
      await remote.save(['a.test'], { http_test_cmd: test, http_restart_cmd: reload, http_address: remoteAddress })
      await remote.tasks.verify('@server_remote', '@platform_remote')
    })
    afterEach(() => remote.remove())

    it('has its old configuration again after a refusal, whose reason is told', async () => {
      const before = remote.picture
      remote.web.complain = (texts) => (texts.has('vhost.d/a.test.conf') ? 'no such directive' : undefined)

      const [report] = await remote.tasks.attempt(verify, ['@a.test'])

      expect(report).toMatchObject({ ok: false, undone: true, error: { code: 'PROVISION_WEB_CONFIG_REFUSED' } })
      expect(report?.error?.message).toContain('@server_remote refuses it: no such directive')
      expect(remote.picture).toEqual(before)
    })

    it('tells who lacks a rule of sudo on that machine', async () => {
      remote.web.complain = () => 'sudo: a password is required'

      const [report] = await remote.tasks.attempt(verify, ['@a.test'])

      expect(report?.error).toMatchObject({
        code: 'DRUSH_PERM_ERROR',
        message: expect.stringContaining(`@server_remote: ${remoteUser} is not allowed to run ${test}`),
      })
    })

    it('tells all that it lacks on that machine at once, before anything is changed', async () => {
      await remote.tasks.save('@server_remote', 'server', { php_fpm_socket: '/run/gone.sock', web_group: 'nobodys' })
      const before = remote.picture
      remote.machine.allows = () => false
      remote.machine.lacks = ({ need }) => (need === 'socket' || need === 'group' ? `no such ${need}` : undefined)

      const [report] = await remote.tasks.attempt(verify, ['@server_remote'])

      const told = (what: string): unknown => expect.stringContaining(`@server_remote needs ${what}`)
      expect(report?.error).toMatchObject({
        code: 'PROVISION_NEED_MISSING',
        message: told('the group nobodys: no such group'),
      })
      expect(report?.error?.message).toEqual(told('php-fpm at /run/gone.sock: no such socket'))
      expect(report?.error?.message).toEqual(told(`the command ${test}: sudo does not allow it without a password`))
      expect(remote.picture).toEqual(before)
    })

    it('tells who may not empty a folder on that machine', async () => {
      await remote.tasks.verify('@a.test')
      const folder = join(remote.code, 'sites/a.test/files')
      const onDisk = remote.machine.paths.end(folder)
      chmodSync(onDisk, 0o500)

      const [report] = await remote.tasks.attempt(deleteTask, ['@a.test'], noBackup)

      chmodSync(onDisk, 0o700)
      expect(report?.error?.message).toContain(`${remoteUser} has no permission to change ${folder}`)
    })
  })

const forManySites = (app: AppName): void =>
  describe(`a task for many sites with ${app} on another machine`, () => {
    /** Each site is asked for once; whatever else is done is done for all of them together. */
    const tripsOf = async (run: () => Promise<unknown>) => {
      // A task that has only just ended is a reason to plan once more.
      await delay(50)
      remote.machine.trips.length = 0
      await run()
      const { request: _, ...trips } = remote.machine.tripsByKind
      return trips
    }

    const tripsFor = async (sites: readonly string[]) => {
      remote = new RemoteFleet(app)
      const names = sites.map((uri) => `@${uri}`)
      const { tasks } = remote
      try {
        await remote.save(sites)
        return {
          first: await tripsOf(tasks.verifyAll),
          second: await tripsOf(tasks.verifyAll),
          disable: await tripsOf(() => tasks.disable(...names)),
          delete: await tripsOf(() => tasks.delete(...names)),
        }
      } finally {
        remote.remove()
      }
    }

    it('takes as many round trips for fifty sites as for one', async () => {
      const one = await tripsFor(['a.test'])
      const many = await tripsFor(Array.from({ length: 50 }, (_, number) => `site-${number}.test`))

      expect(many).toEqual(one)
      expect(one.second).toEqual({ facts: 1, load: expect.any(Number), read: expect.any(Number) })
      expect(one.second.load).toBeLessThan(13)
    })
  })

/** The tests of a web server on another machine. */
export const testWebServer = (app: AppName): void => {
  onAnotherMachine(app)
  withGivenCommands(app)
  forManySites(app)
}
