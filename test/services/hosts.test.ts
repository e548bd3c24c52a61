import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { chmodSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { localHost } from '../../src/hosts/local/index.js'
import type { TaskReport } from '../../src/provision/api.js'
import { type AppName, appNames } from '../support/http.js'
import { pictureOf } from '../support/picture.js'
import { quiet } from '../support/quiet.js'
import { task as deleteTask } from '../../src/tasks/delete.js'
import { task as verify } from '../../src/tasks/verify.js'
import { Far, farAddress, farUser, farGroup, farSocket, noRoom } from './far.js'

const contexts = ['@server_far', '@platform_far', '@a.test'] as const

/** To test and to reload; by sudo, as whoever provisions there is not root. */
const commands = {
  nginx: ['sudo -n /usr/local/sbin/nginx -t', 'sudo -n /usr/local/sbin/nginx -s reload'],
  apache: ['sudo -n /usr/local/sbin/apachectl configtest', 'sudo -n /usr/local/sbin/apachectl graceful'],
} as const

const noBackup = { flags: { 'no-backup': true } }

let far: Far

const useFar = (app: AppName): void => {
  beforeEach(async () => {
    far = new Far(app)
    await far.save()
  })
  afterEach(() => far.remove())
}

/** What is on this machine under the paths of the other, the home apart. */
const here = () => ['aegir', 'code'].map((name) => pictureOf(join(far.here, name)))

const changesOf = (reports: readonly TaskReport[]) => reports.flatMap(({ changes }) => changes)

const generated: Readonly<Record<AppName, readonly string[]>> = {
  nginx: [
    'every-site.conf',
    'fastcgi.conf',
    'platform.d/platform_far.conf',
    'platform.d/platform_far.inc',
    'post.conf',
    'pre.conf',
    'vhost.d/a.test.conf',
  ],
  apache: ['platform.d/platform_far.conf', 'post.conf', 'pre.conf', 'vhost.d/a.test.conf'],
}

describe.each(appNames)('a server with %s on another machine', (app) => {
  useFar(app)

  it('has all its files there, and nothing is read or written here but contexts', async () => {
    const before = here()

    await far.tasks.verify(...contexts)

    const written = Object.keys(far.configuration).filter((path) => /^server_far\/\w+\/.*\.(?:conf|inc)$/.test(path))
    expect(written).toEqual([...generated[app], 'generation.conf'].map((name) => `server_far/${app}/${name}`).sort())
    expect(readdirSync(join(far.machine.paths.end(far.code), 'sites'))).toEqual(['.provision', 'a.test'])
    expect(here()).toEqual(before)
    expect([...far.askedHere.paths].filter((path) => !path.startsWith(`${far.home}/`))).toEqual([])
    expect(far.askedHere.others).toEqual([])
  })

  it('is configured for what that machine has, whatever this one has', async () => {
    const { reader } = localHost(far.home)

    await far.tasks.verify(...contexts)

    const server = far.text(join(far.aegir, `config/${app}.conf`))
    const control = JSON.parse(far.text(join(far.aegir, `config/server_far/${app}/generation.json`)))
    expect(server).toContain(farSocket)
    expect(server.includes('/usr/lib64/httpd/modules/mod_rewrite.so')).toBe(app === 'apache')
    expect(server).not.toContain('server_names_hash')
    expect(control.test.join(' ')).toMatch(/^sudo -n \/usr\/local\/sbin\//)
    expect(await far.tasks.provision.value('@server_far', 'web_group')).toBe(farGroup)
    expect(await far.tasks.provision.value('@platform_far', 'application')).toBe('static')
    expect(JSON.stringify(far.configuration)).not.toContain('must not be copied')
    expect([reader.exists(farSocket), reader.facts.groups.has(farGroup)]).toEqual([false, false])
  })

  it('is told of by queries before anything is made on it', async () => {
    const { provision } = far.tasks

    const listed = await provision.list({})
    const { properties } = await provision.show('@server_far', { resolved: true })

    expect(listed.find(({ name }) => name === '@platform_far')).toMatchObject({
      application: 'static',
      on: '@server_far',
    })
    expect(properties).toContainEqual({ name: 'script_user', value: farUser, source: 'default' })
    expect(properties).toContainEqual({ name: 'web_group', value: farGroup, source: 'default' })
    expect(properties).toContainEqual(expect.objectContaining({ name: 'http_test_cmd', value: commands[app][0] }))
    expect(far.askedHere.paths.has(join(far.code, 'index.html'))).toBe(false)
  })

  it('has nothing left to do at the second verify, and is asked with no change and no program', async () => {
    await far.tasks.verify(...contexts)
    const before = far.picture
    far.machine.trips.length = 0

    const reports = await far.tasks.verify(...contexts)

    expect(changesOf(reports)).toEqual([])
    expect(far.picture).toEqual(before)
    expect(far.machine.trips.filter((trip) => trip === 'apply' || trip === 'run')).toEqual([])
  })

  it('serves a site no longer that is disabled, and as before once it is enabled', async () => {
    await far.tasks.verify(...contexts)
    const [before, vhost] = [far.configuration, join(far.aegir, `config/server_far/${app}/vhost.d/a.test.conf`)]

    await far.tasks.disable('@a.test')
    const disabled = far.text(vhost)
    await far.tasks.enable('@a.test')

    expect(disabled).toContain('This site is disabled.')
    expect(far.configuration).toEqual(before)
    expect(far.web.reloads).toBe(3)
  })

  it('has nothing left of a site and a platform that are deleted, and of itself what its main configuration includes', async () => {
    await far.tasks.verify('@server_far')
    const [before, code] = [far.configuration, pictureOf(far.machine.paths.end(far.code))]
    await far.tasks.verify('@platform_far', '@a.test')

    await far.tasks.delete('@a.test', '@platform_far')
    const after = far.configuration
    await far.tasks.delete('@server_far')

    expect(after).toEqual(before)
    expect(pictureOf(far.machine.paths.end(far.code))).toEqual(code)
    expect(Object.keys(far.configuration).sort()).toEqual([`${app}.conf`, 'empty.conf', 'includes'].sort())
  })

  it.each([
    ['verify', '@server_far'],
    ['verify', '@platform_far'],
    ['verify', '@a.test'],
    ['disable', '@a.test'],
    ['delete', '@a.test'],
    ['delete', '@platform_far'],
  ] as const)('is byte for byte as before when a change fails: %s %s', async (task, name) => {
    await far.prepareFor(task, name)
    const before = far.picture

    const failures = await far.withEachChangeFailing(() => far.tasks[task](name))

    expect(failures.length).toBeGreaterThan(2)
    for (const { message, picture } of failures) expect([message, picture]).toEqual([noRoom, before])
  })

  it('keeps there what it takes to undo a task, for as long as it can be undone', async () => {
    await far.tasks.verify(...contexts)
    const before = far.picture
    await far.tasks.disable('@a.test')
    const disabled = Object.keys(far.picture).filter((path) => path.includes('/journal/keep/'))

    const [undone] = await far.tasks.provision.undo('@a.test', { progress: quiet })

    expect(disabled.length).toBeGreaterThan(0)
    expect(undone).toMatchObject({ ok: true, changed: true })
    expect(far.picture).toEqual(before)
  })

  it('takes all away that a site has left there, although the plan is made more than once', async () => {
    await far.tasks.verify('@server_far', '@platform_far')
    const before = far.configuration
    await far.tasks.change('@a.test', { aliases: 'host.test/shop' })
    await far.tasks.verify('@a.test')
    await far.tasks.change('@a.test', { aliases: null })

    const [planned] = await far.tasks.attempt(deleteTask, ['@a.test'], noBackup, { dryRun: true })
    const [done] = await far.tasks.delete('@a.test')

    expect(planned?.changes).toEqual(done?.changes)
    expect(far.configuration).toEqual(before)
  })

  it('is looked at anew where another task has been quicker', async () => {
    await far.tasks.save('@b.test', 'site', { uri: 'b.test', platform: '@platform_far', aliases: 'host.test/other' })
    await far.tasks.change('@a.test', { aliases: 'host.test/shop' })
    await far.tasks.verify(...contexts)

    await far.whenPlanned(
      () => far.tasks.delete('@a.test'),
      () => far.tasks.verify('@b.test'),
    )

    const left = Object.keys(far.configuration).filter((path) => path.includes('subdir.d/'))
    const folder = `server_far/${app}/subdir.d/host.test`
    expect(left).toEqual([`${folder}.conf`, folder, `${folder}/other.conf`].sort())
    expect(changesOf(await far.tasks.verify('@b.test'))).toEqual([])
  })
})

describe.each(appNames)('%s on another machine, whose commands are given', (app) => {
  const [test, reload] = commands[app]

  beforeEach(async () => {
    far = new Far(app)
    await far.save(['a.test'], { http_test_cmd: test, http_restart_cmd: reload, http_address: farAddress })
    await far.tasks.verify('@server_far', '@platform_far')
  })
  afterEach(() => far.remove())

  it('gets back what it refuses, and is quoted', async () => {
    const before = far.picture
    far.web.complain = (texts) => (texts.has('vhost.d/a.test.conf') ? 'no such directive' : undefined)

    const [report] = await far.tasks.attempt(verify, ['@a.test'])

    expect(report).toMatchObject({ ok: false, undone: true, error: { code: 'PROVISION_WEB_CONFIG_REFUSED' } })
    expect(report?.error?.message).toContain('@server_far refuses it: no such directive')
    expect(far.picture).toEqual(before)
  })

  it('tells who lacks a rule of sudo on that machine', async () => {
    far.web.complain = () => 'sudo: a password is required'

    const [report] = await far.tasks.attempt(verify, ['@a.test'])

    expect(report?.error).toMatchObject({
      code: 'DRUSH_PERM_ERROR',
      message: expect.stringContaining(`@server_far: ${farUser} may not run ${test}`),
    })
  })

  it('tells who may not empty a folder on that machine', async () => {
    await far.tasks.verify('@a.test')
    const folder = join(far.code, 'sites/a.test/files')
    const onDisk = far.machine.paths.end(folder)
    chmodSync(onDisk, 0o500)

    const [report] = await far.tasks.attempt(deleteTask, ['@a.test'], noBackup)

    chmodSync(onDisk, 0o700)
    expect(report?.error?.message).toContain(`${farUser} may not change ${folder}`)
  })
})

describe.each(appNames)('a task for many sites with %s on another machine', (app) => {
  /** Each site is asked for once; whatever else is done is done for all of them together. */
  const tripsOf = async (run: () => Promise<unknown>) => {
    // A task that has only just ended is a reason to plan once more.
    await delay(50)
    far.machine.trips.length = 0
    await run()
    const { request: _, ...trips } = far.machine.tripsByKind
    return trips
  }

  const tripsFor = async (sites: readonly string[]) => {
    far = new Far(app)
    const names = sites.map((uri) => `@${uri}`)
    const { tasks } = far
    try {
      await far.save(sites)
      return {
        first: await tripsOf(tasks.verifyAll),
        second: await tripsOf(tasks.verifyAll),
        disable: await tripsOf(() => tasks.disable(...names)),
        delete: await tripsOf(() => tasks.delete(...names)),
      }
    } finally {
      far.remove()
    }
  }

  it('takes as many round trips for fifty sites as for one', async () => {
    const one = await tripsFor(['a.test'])
    const many = await tripsFor(Array.from({ length: 50 }, (_, number) => `site-${number}.test`))

    expect(many).toEqual(one)
    expect(one.second).toEqual({ facts: 1, look: expect.any(Number), read: expect.any(Number) })
    expect(one.second.look).toBeLessThan(10)
  })
})
