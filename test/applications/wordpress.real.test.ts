import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { siteEnvironment } from '../../src/applications/environment.js'
import { application } from '../../src/applications/wordpress/index.js'
import { fillSecrets } from '../../src/contexts/secret.js'
import type { Platform } from '../../src/contexts/types/platform.js'
import type { Site } from '../../src/contexts/types/site.js'
import type { Outcome } from '../../src/steps/common/kind.js'
import type { Step } from '../../src/steps/common/step.js'
import { platform as platformOf, server, site as siteOf } from './contexts.js'
import { apply, listeningWorld } from './real/apply.js'
import { languageFile } from './real/language-file.js'
import { planningOn } from '../support/planning.js'
import { startMariaDb, type MariaDb } from '../support/mariadb.js'
import type { DatabaseServer } from '../../src/hosts/database.js'
import { loadTemplates } from '../../src/templates/render.js'
import { freePort, startPhpServer, type PhpServer } from './real/web-server.js'

const debian = '/usr/share/wordpress'
const folder = mkdtempSync(join(tmpdir(), 'provision-wordpress-'))
const root = join(folder, 'root')
const { world, heard } = listeningWorld(folder)
const host = world.host('localhost')
const planning = planningOn(host)

let mariaDb: MariaDb
let database: DatabaseServer
let web: PhpServer
let platform: Platform
let one: Site
let two: Site
let open: Site
const results: Record<string, Readonly<Record<string, string>>> = {}

/** Debian's code base without its languages, and with a theme of one page. */
const copyCode = (): void => {
  const skipped = [`${debian}/wp-content/languages`, `${debian}/wp-content/themes`]
  cpSync(debian, root, { recursive: true, dereference: true, filter: (path) => !skipped.includes(path) })
  const theme = join(root, 'wp-content/themes', 'twentytwentythree')
  mkdirSync(theme, { recursive: true })
  writeFileSync(join(theme, 'style.css'), '/*\nTheme Name: Shared\n*/')
  const page =
    '<title><?php wp_title(); bloginfo("name"); ?></title><?php while (have_posts()) { the_post(); the_title(); }'
  writeFileSync(join(theme, 'index.php'), `${page} echo get_stylesheet_directory_uri();`)
  mkdirSync(join(root, 'wp-content/languages'))
  writeFileSync(join(root, 'wp-content/languages/de_DE.mo'), languageFile('Hello world!', 'Hallo Welt!'))
}

const makeDatabase = async ({ name, db_name, db_user }: Site): Promise<void> => {
  const password = `p'w"\\-of-${db_user}`
  world.vault.write(name, 'db_passwd', password)
  await database.query(`CREATE DATABASE ${db_name}`)
  await database.query(`CREATE USER ${db_user}@localhost IDENTIFIED BY ?`, [password])
  await database.query(`GRANT ALL ON ${db_name}.* TO ${db_user}@localhost`)
}

const newSite = async (uri: string, changes: Readonly<Record<string, unknown>>): Promise<Site> => {
  const name = uri.replace(/\W/g, '')
  const uuid = `33333333-3333-4333-8333-${Buffer.from(name).toString('hex').padEnd(12, '0').slice(0, 12)}`
  const site = siteOf({
    uri,
    uuid,
    platform,
    db_host: 'localhost',
    db_host_socket: mariaDb.socket,
    db_name: name,
    db_user: name,
    ...changes,
  })
  await makeDatabase(site)
  return site
}

/** The cookies of the first administrator. */
const logIn = async (site: Site): Promise<string> => {
  const plugin =
    '<?php if (isset($_GET["log-in"])) add_action("init", static function () { wp_set_auth_cookie(1); exit; });'
  writeFileSync(join(site.site_path, 'content/mu-plugins/log-in.php'), plugin)
  const { headers } = await web.get(at(site, '/?log-in'))
  return (headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ')
}

const zipOf = (name: string, text: string): Buffer => {
  const path = join(folder, 'made.zip')
  execFileSync('php', ['-r', '(new PharData($argv[1]))->addFromString($argv[2], $argv[3]);', path, name, text])
  return readFileSync(path)
}

const resultOf = (outcome: Outcome | undefined): Readonly<Record<string, string>> => {
  if (outcome?.ok !== true) throw new Error('not installed', { cause: outcome?.error })
  return outcome.result ?? {}
}

const platformSteps = (): readonly Step[] =>
  application.verify.platform?.(platform, platform.web_server, planning) ?? []

const siteSteps = (site: Site): readonly Step[] =>
  application.verify.site?.(site, site.platform.web_server, planning) ?? []

const install = async (site: Site): Promise<Readonly<Record<string, string>>> =>
  resultOf((await apply(application.install(site, site.platform.web_server, planning), world)).at(-1))

const filled = (site: Site): Record<string, string> =>
  Object.fromEntries(
    Object.entries(siteEnvironment(site)).map(([name, value]) => [name, fillSecrets(value, world.vault.read) ?? '']),
  )

const at = (site: Site, path: string): string => `http://${site.uri}:${platform.web_server.http_port}${path}`

const filesBelow = (path: string): readonly string[] =>
  readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => join(path, name))
    .filter((name) => statSync(name).isFile())

beforeAll(async () => {
  await loadTemplates()
  copyCode()
  mariaDb = await startMariaDb()
  database = await mariaDb.connect()
  const http_port = await freePort()
  platform = platformOf({ root, web_server: server({ http_port, web_group: host.reader.facts.user.group }) })
  one = await newSite('one.example', { language: 'fr', aliases: ['host.example/shop'] })
  two = await newSite('two.example', { language: 'de' })
  await apply(platformSteps(), world)
  open = await newSite('open.example', { code_updates: true })
  for (const site of [one, two, open]) {
    await apply(siteSteps(site), world)
    results[site.uri] = await install(site)
  }
  const shop = { ...filled(one), SITE_SUBDIR: 'shop' }
  web = await startPhpServer(root, http_port, folder, {
    [one.uri]: filled(one),
    [two.uri]: filled(two),
    [open.uri]: filled(open),
    'host.example': shop,
  })
})

afterAll(async () => {
  await web?.stop()
  await database?.close()
  await mariaDb?.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe('WordPress from one code base', () => {
  it('shows each site its own front page', async () => {
    const [first, second] = [await web.get(at(one, '/')), await web.get(at(two, '/'))]

    expect([first.status, second.status]).toEqual([200, 200])
    expect(first.body).toContain('<title>one.example</title>Hello world!')
    expect(second.body).toContain('<title>two.example</title>Hallo Welt!')
    expect(first.body).not.toContain('two.example')
    expect(second.body).not.toContain('one.example')
  })

  it('lets nobody install a site by a browser', async () => {
    const { status, body } = await web.get(at(one, '/wp-admin/install.php'))

    expect([status, body]).toEqual([503, 'This site is not available.\n'])
  })

  it('finds the themes of the platform', async () => {
    const { body } = await web.get(at(one, '/'))

    expect(body).toContain(at(one, '/wp-content/themes/twentytwentythree'))
  })

  it('has pretty addresses', async () => {
    const { status, body } = await web.get(at(one, '/hello-world/'))

    expect(status).toBe(200)
    expect(body).toContain('Hello world!')
  })

  it('does not redirect for ever when the web server leaves the port out of the host', async () => {
    const { status } = await web.get(at(one, '/hello-world/'), { host: one.uri })

    expect(status).toBe(200)
  })

  it('leaves the sample content out with the profile minimal', async () => {
    const site = await newSite('empty.example', { profile: 'minimal' })
    await apply(siteSteps(site), world)

    await install(site)

    expect(await database.query("SELECT * FROM emptyexample.wp_posts WHERE post_type IN ('post', 'page')")).toEqual([])
    expect(await database.query('SELECT * FROM emptyexample.wp_comments')).toEqual([])
  })

  it('is given up as soon as the database has gone', async () => {
    const site = await newSite('gone.example', {})
    await apply(siteSteps(site), world)
    const lose =
      '$GLOBALS["wp_filter"]["populate_options"][10][] = ["accepted_args" => 0, "function" => static function () { global $wpdb; $wpdb->reconnect_retries = 1; $wpdb->dbhost = "127.0.0.1:1"; $wpdb->query("KILL CONNECTION_ID()"); }];'
    writeFileSync(join(site.site_path, 'local.settings.php'), `<?php ${lose}`)

    const [outcome] = await apply(application.install(site, site.platform.web_server, planning), world)

    expect(outcome).toMatchObject({ ok: false, error: { message: expect.stringContaining('Error reconnecting') } })
  })

  it('speaks the language that it has files of, and warns about one that it has not', async () => {
    const rows = await database.query("SELECT option_value FROM twoexample.wp_options WHERE option_name = 'WPLANG'")

    expect(rows).toEqual([{ option_value: 'de_DE' }])
    expect(results[two.uri]?.['warning']).toBeUndefined()
    expect(results[one.uri]?.['warning']).toBe(
      `there are no files of the language fr in ${root}/wp-content/languages: installed in English`,
    )
  })

  it('gives a login link that asks for a new password', async () => {
    const link = results[one.uri]?.['login_link'] ?? ''

    const first = await web.get(link)
    const cookie = String(first.headers['set-cookie']?.find((line) => line.startsWith('wp-resetpass'))).split(';')[0]
    const form = await web.get(String(new URL(String(first.headers.location), link)), { cookie: String(cookie) })

    expect(link).toMatch(new RegExp(`^${at(one, '/wp-login.php')}\\?action=rp&key=\\w+&login=admin$`))
    expect(form.body).toContain('name="resetpassform"')
  })

  it('is at home in a subdirectory of another host when it is asked for there', async () => {
    const { port } = new URL(at(one, '/'))

    const { body } = await web.get(`http://host.example:${port}/shop/`)

    expect(body).toContain(`http://host.example:${port}/shop/wp-content/themes`)
  })

  it('leaves no credentials in the variables of a request', async () => {
    const probe =
      '<?php if (isset($_GET["probe"])) { echo json_encode([array_keys($_SERVER + $_ENV + getenv()), DB_NAME]); exit; }'
    writeFileSync(join(one.site_path, 'content/mu-plugins/probe.php'), probe)

    const [names, name] = JSON.parse((await web.get(at(one, '/?probe'))).body) as [string[], string]

    expect(name).toBe('oneexample')
    expect(names.filter((known) => /db_|hash_salt/.test(known))).toEqual([])
  })

  it('changes code for an administrator of a site that is open for it, and of no other', async () => {
    const pages = [
      'plugin-install.php?tab=upload',
      'plugin-editor.php',
      'theme-editor.php',
      'update-core.php?action=do-core-upgrade',
    ]
    const refused = async (site: Site) => {
      const cookie = await logIn(site)
      return Promise.all(
        pages.map(async (page) =>
          (await web.get(at(site, `/wp-admin/${page}`), { cookie })).body.includes('you are not allowed to'),
        ),
      )
    }

    expect(await refused(one)).toEqual([true, true, true, true])
    expect(await refused(open)).toEqual([false, false, false, true])
  })

  it('installs a plugin that is uploaded, beside those of the platform', async () => {
    const cookie = await logIn(open)
    const { body } = await web.get(at(open, '/wp-admin/plugin-install.php?tab=upload'), { cookie })
    const form = new FormData()
    form.set('_wpnonce', /name="_wpnonce" value="(\w+)"/.exec(body)?.[1] ?? '')
    form.set('pluginzip', new Blob([new Uint8Array(zipOf('own/own.php', '<?php /* Plugin Name: Own */'))]), 'own.zip')

    const answer = await web.post(at(open, '/wp-admin/update.php?action=upload-plugin'), { cookie }, form)

    expect(answer.body).toContain('Plugin installed successfully.')
    expect(readdirSync(join(open.site_path, 'content/plugins'))).toEqual(expect.arrayContaining(['akismet', 'own']))
    expect(await apply(siteSteps(open), world)).toEqual([])
  })

  it('gives each site keys of its own', () => {
    const [first, second] = [one, two].map(({ name }) => world.vault.read(name, 'hash_salt'))

    expect(first).toHaveLength(64)
    expect(first).not.toBe(second)
  })

  it('shows passwords and salts to no one: in no word, no output and no file of the platform', () => {
    const passwords = [one, two].flatMap(({ name }) => [
      world.vault.read(name, 'db_passwd') ?? '',
      world.vault.read(name, 'hash_salt') ?? '',
    ])
    const said = JSON.stringify(heard)
    const texts = filesBelow(join(root, 'sites')).map((path) => readFileSync(path, 'utf8'))

    expect(heard).not.toEqual([])
    expect(texts.length).toBeGreaterThan(4)
    for (const password of passwords) {
      expect(said).not.toContain(JSON.stringify(password).slice(1, -1))
      expect(texts.filter((text) => text.includes(password))).toEqual([])
    }
  })

  it('wants nothing more once a site is there', async () => {
    const steps: readonly Step[] = [...platformSteps(), ...siteSteps(one)]

    expect(await apply(steps, world)).toEqual([])
  })

  it('installs again without harm when it was installed already', async () => {
    const before = await database.query('SELECT * FROM oneexample.wp_posts')

    const result = await install(one)

    expect(result['login_link']).toContain('action=rp')
    expect(await database.query('SELECT * FROM oneexample.wp_posts')).toEqual(before)
  })
})

describe('an installation that fails', () => {
  const reasonOf = async (site: Site): Promise<string> => {
    await apply(siteSteps(site), world)
    const [outcome] = await apply(application.install(site, site.platform.web_server, planning), world)
    return outcome?.ok === false ? (outcome.error as Error).message : 'it did not fail'
  }

  it('says that the database has tables of something else', async () => {
    const site = await newSite('three.example', {})
    await database.query('CREATE TABLE threeexample.notes (id INT)')

    expect(await reasonOf(site)).toBe(
      'cannot install WordPress for three.example: the database threeexample has tables already, and none of them says that this site was installed',
    )
  })

  it('says that the database refuses the account', async () => {
    const site = await newSite('four.example', {})
    world.vault.write(site.name, 'db_passwd', 'wrong')

    expect(await reasonOf(site)).toContain('Error establishing a database connection')
  })

  it('says that a site has no database', async () => {
    const site = siteOf({ uri: 'five.example', platform, db_name: undefined })

    expect(await reasonOf(site)).toContain('there are no credentials of a database')
  })

  it('is not called a success when the database refuses to make tables', async () => {
    const site = await newSite('six.example', {})
    await database.query('REVOKE CREATE ON sixexample.* FROM sixexample@localhost')

    expect(await reasonOf(site)).toMatch(
      /^cannot install WordPress for six\.example: the database has no table wp_users.* \(CREATE command denied.*\)$/,
    )
  })
})
