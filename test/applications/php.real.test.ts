import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { siteEnvironment } from '../../src/applications/environment.js'
import { application } from '../../src/applications/php/index.js'
import { loadTemplates } from '../../src/templates/render.js'
import { platform as platformOf, server, site as siteOf } from './contexts.js'
import { planningOn } from '../support/planning.js'
import { apply, listeningWorld } from './real/apply.js'

const root = mkdtempSync(join(tmpdir(), 'provision-php-'))
const { world } = listeningWorld(root)
const host = world.host('localhost')
const planning = planningOn(host)
const web_server = server({ web_group: host.reader.facts.user.group })
const platform = platformOf({ root, web_server, install_cmd: 'php install.php --quiet' })
const site = siteOf({ platform, aliases: [] })

beforeAll(async () => {
  await loadTemplates()
  world.vault.write(site.name, 'db_passwd', 's3cret')
  const { verify } = application
  const ofPlatform = verify.platform?.(platform, web_server, planning) ?? []
  await apply([...ofPlatform, ...(verify.site?.(site, web_server, planning) ?? [])], world)
})

afterAll(() => rmSync(root, { recursive: true, force: true }))

const run = (code: string, environment: Readonly<Record<string, string>>): unknown => {
  const env = { PATH: process.env['PATH'], ...environment }
  return JSON.parse(spawnSync('php', ['-r', code], { env, encoding: 'utf8' }).stdout)
}

const environment = { ...siteEnvironment(site), db_passwd: 's3cret', hash_salt: 's4lt' }
const settings = `require getenv('PROVISION_SITE_PATH') . '/settings.php'`

describe('the settings of a php site', () => {
  it('have the database, the address and the folders of the site, however often they are asked for', () => {
    const [first, second] = run(`echo json_encode([${settings}, ${settings}]);`, environment) as unknown[]

    expect(second).toEqual(first)
    expect(first).toEqual({
      site: 'example.com',
      url: 'http://example.com',
      database: {
        type: 'mysql',
        name: 'examplecom',
        user: 'examplecom',
        password: 's3cret',
        host: '127.0.0.1',
        port: 3306,
        socket: '',
        dsn: 'mysql:host=127.0.0.1;port=3306;dbname=examplecom;charset=utf8mb4',
      },
      paths: { site: site.site_path, files: `${site.site_path}/files`, private: `${site.site_path}/private` },
      hash_salt: 's4lt',
    })
  })

  it('take the credentials out of the variables', () => {
    const code = `${settings}; echo json_encode(array_keys($_SERVER + $_ENV + getenv()));`

    const names = run(code, environment) as string[]

    expect(names).toContain('PROVISION_SITE_PATH')
    expect(names.filter((name) => name.startsWith('db_') || name === 'hash_salt')).toEqual([])
  })

  it('let who keeps the site change what PHP writes', () => {
    expect(run(`${settings}; echo json_encode(umask());`, environment)).toBe(0o002)
  })

  it('have neither database nor salt when none is handed over', () => {
    const code = `['database' => $database, 'hash_salt' => $salt] = ${settings}; echo json_encode([$database, $salt]);`

    expect(run(code, { PROVISION_SITE_PATH: site.site_path })).toEqual([null, null])
  })

  it("let the site's own settings win", () => {
    const own = `<?php return ['database' => ['host' => 'proxy.example']];`
    writeFileSync(join(site.site_path, 'local.settings.php'), own)

    const host = run(`echo json_encode((${settings})['database']['host']);`, environment)

    expect(host).toBe('proxy.example')
  })
})

describe('the install command of a php platform', () => {
  it('runs in the root, with the credentials of the site', async () => {
    const code = `<?php file_put_contents('ran.json', json_encode([$argv, getenv('db_passwd'), getenv('hash_salt'), getcwd()]));`
    writeFileSync(join(root, 'install.php'), code)

    const outcomes = await apply(application.install(site, web_server, planning), world)

    expect(outcomes).toEqual([{ ok: true }])
    const salt = world.vault.read(site.name, 'hash_salt')
    expect(salt).toHaveLength(64)
    expect(JSON.parse(host.reader.text(join(root, 'ran.json')) ?? '')).toEqual([
      ['install.php', '--quiet'],
      's3cret',
      salt,
      root,
    ])
    expect(host.reader.text(join(site.site_path, 'settings.php'))).not.toContain(salt)
  })

  it('fails with what it says', async () => {
    writeFileSync(join(root, 'install.php'), `<?php fwrite(STDERR, 'no table for ' . getenv('db_passwd')); exit(3);`)

    const [outcome] = await apply(application.install(site, web_server, planning), world)

    expect(outcome).toMatchObject({
      ok: false,
      error: { message: 'cannot run php install.php --quiet for example.com: no table for ********' },
    })
  })
})
