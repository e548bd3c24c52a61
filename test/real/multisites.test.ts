import { beforeAll, describe, expect, it } from '@jest/globals'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { browser } from './support/curl.js'
import { useFleet } from './support/fleet.js'
import { multisiteCodes } from './support/multisite-codes.js'
import { quiet } from './support/tasks.js'

const minute = 60_000

const textOf = (path: string): string | undefined => (existsSync(path) ? readFileSync(path, 'utf8') : undefined)

const types = ['nginx', 'apache'] as const

for (const { title, source, root: documentRoot, table, drush, describeIt } of multisiteCodes)
  describeIt(`${title}, one code base for many sites`, () => {
    const fleet = useFleet(types)
    const codeOf = (type: string): string => join(fleet().home, 'srv', type)
    const rootOf = (type: string): string => join(codeOf(type), documentRoot)
    const siteOf = (type: string): string => `site.${type}.test`
    const at = (type: 'nginx' | 'apache', host: string, path = '/'): string =>
      `http://${host}:${fleet().portOf(type)}${path}`
    const visit = browser('/dev/null')
    const links: Record<string, string> = {}

    beforeAll(async () => {
      for (const type of types) {
        cpSync(source, codeOf(type), { recursive: true, verbatimSymlinks: true })
        // On Apache by its own installer, where it can.
        if (type === 'apache' && drush?.isNeeded === false) rmSync(join(codeOf(type), drush.path), { recursive: true })
        const web_server = type === 'nginx' ? '@server_master' : '@server_apache'
        await fleet().save(`@platform_${type}`, 'platform', { root: rootOf(type), web_server })
        await fleet().verify(`@platform_${type}`)
        const uri = siteOf(type)
        const aliases = [`www.${uri}`, `*.wild.${type}.test`, `host.${type}.test/shop`]
        await fleet().save(`@${uri}`, 'site', { uri, platform: `@platform_${type}`, aliases })
        const { result } = await fleet().run({ task: 'install', name: `@${uri}` })
        links[type] = String(result['login_link'])
      }
    }, 10 * minute)

    describe.each(types)('on %s', (type) => {
      const titleOf = async (url: string) => /<title>([^<]*)/.exec((await visit(url)).body)?.[1] ?? ''
      const inSite = (...names: readonly string[]): string => join(rootOf(type), 'sites', siteOf(type), ...names)

      it('shows its front page at each of its addresses', async () => {
        const uri = siteOf(type)
        const addresses = [
          at(type, uri),
          at(type, `www.${uri}`),
          at(type, `a.b.wild.${type}.test`),
          at(type, `host.${type}.test`, '/shop/'),
        ]
        for (const address of addresses) expect(await titleOf(address)).toContain(uri)
      })

      it('logs the administrator in by its link, once', async () => {
        const jar = join(fleet().home, `jar-${type}`)
        writeFileSync(jar, '')
        const first = await browser(jar)(String(links[type]), '--location')
        const again = await visit(String(links[type]), '--location')

        expect([first.status, first.url]).toEqual([200, expect.stringMatching(/\/(?:user\/1\/edit|admin\/)/)])
        expect(again.url).not.toMatch(/\/(?:user\/1\/edit|admin\/)/)
      })

      it('has nothing to do when it is verified again, and keeps the modes of the table', async () => {
        const [report] = await fleet()
          .tasks()
          .verify([`@${siteOf(type)}`], {}, quiet)
        const modes = ['.', 'files', 'private', 'modules', 'themes', 'libraries', 'settings.php', 'drushrc.php'].map(
          (path) => (statSync(inSite(path)).mode & 0o7777).toString(8),
        )

        expect(report).toMatchObject({ ok: true, changed: false })
        expect(modes).toEqual(['755', '2770', '2770', '2775', '2775', '2775', '440', '400'])
      })

      it('refuses what is not for visitors', async () => {
        writeFileSync(inSite('files/shell.php'), '<?php echo "run";')
        writeFileSync(inSite('private/files/letter.txt'), 'private')
        const paths = ['settings.php', 'drushrc.php', 'files/shell.php', 'private/files/letter.txt']
        const scripts = ['update.php', 'install.php', 'cron.php', 'core/install.php', 'core/rebuild.php']
        const asked = [...paths.map((path) => `/sites/${siteOf(type)}/${path}`), ...scripts.map((path) => `/${path}`)]
        const statuses = []
        for (const path of asked) statuses.push((await visit(at(type, siteOf(type), path))).status)

        expect(statuses.filter((status) => status !== 403 && status !== 404)).toEqual([])
      })

      it('is chosen by the web server alone, whatever folders there are', async () => {
        const host = `a.wild.${type}.test`
        const folders = [host, `${fleet().portOf(type)}.${host}`].map((name) => join(rootOf(type), 'sites', name))
        for (const folder of folders) {
          mkdirSync(folder)
          writeFileSync(join(folder, 'settings.php'), "<?php exit('another site');")
        }
        const title = await titleOf(at(type, host))
        for (const folder of folders) rmSync(folder, { recursive: true })

        expect(title).toContain(siteOf(type))
      })

      it('reads settings that were written by hand, of the server and of the site', async () => {
        const says = (word: string): string => `<?php if (isset($_GET['${word}'])) exit('${word}');`
        writeFileSync(join(fleet().home, 'config/includes/global.inc'), says('global'))
        writeFileSync(inSite('local.settings.php'), says('local'))
        const bodies = []
        for (const word of ['global', 'local']) bodies.push((await visit(at(type, siteOf(type), `/?${word}`))).body)
        rmSync(inSite('local.settings.php'))

        expect(bodies).toEqual(['global', 'local'])
      })

      it('is closed by disable and opened by enable', async () => {
        await fleet().run({ task: 'disable', name: `@${siteOf(type)}` })
        const closed = await visit(at(type, siteOf(type)))
        await fleet().run({ task: 'enable', name: `@${siteOf(type)}` })

        expect(closed.body).toContain('This site is disabled')
        expect(await titleOf(at(type, siteOf(type)))).toContain(siteOf(type))
      })

      it('is not repaired where its data is lost', async () => {
        const site = `@${siteOf(type)}`
        const server = await fleet().connect()
        const database = String(fleet().read(site)?.recorded['db_name'])
        await server.query(`RENAME TABLE ${database}.${table} TO ${database}.away`)
        const [lost] = await fleet().tasks().verify([site], {}, quiet)
        await server.query(`RENAME TABLE ${database}.away TO ${database}.${table}`)
        renameSync(inSite('files'), inSite('files-away'))
        const [gone] = await fleet().tasks().verify([site], {}, quiet)
        renameSync(inSite('files-away'), inSite('files'))
        const [whole] = await fleet().tasks().verify([site], {}, quiet)
        await server.close()

        expect([lost, gone].map((report) => report?.error)).toMatchObject([
          { code: 'PROVISION_DATA_LOST', message: expect.stringContaining(`no table …${table}`) },
          { code: 'PROVISION_DATA_LOST', message: expect.stringContaining('files is gone') },
        ])
        expect(whole).toMatchObject({ ok: true })
      })

      it('is installed again beside, and deleted without anything left in the code base', async () => {
        const site = `@${siteOf(type)}`
        const before = fleet().read(site)?.recorded['db_name']
        const [again] = await fleet().tasks().install([site], { forceReinstall: true }, quiet)
        const after = fleet().read(site)?.recorded['db_name']
        const [settings, sitesFile] = [inSite('settings.php'), join(rootOf(type), 'sites/sites.php')]
        expect([again?.ok, after === before, existsSync(settings)]).toEqual([true, false, true])

        await fleet()
          .tasks()
          .delete([site, `@platform_${type}`], { noBackup: true }, quiet)

        expect(existsSync(inSite())).toBe(false)
        expect(textOf(sitesFile)).toBe(textOf(join(source, documentRoot, 'sites/sites.php')))
      })
    })
  })
