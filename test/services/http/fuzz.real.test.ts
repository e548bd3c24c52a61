import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { mkdirSync, rmSync } from 'node:fs'
import { fillSecrets } from '../../../src/contexts/secret.js'
import { ProvisionError } from '../../../src/errors.js'
import { localHost } from '../../../src/hosts/local/index.js'
import type { Step } from '../../../src/steps/common/step.js'
import type { WebStep } from '../../../src/steps/web/control.js'
import { loadTemplates } from '../../../src/templates/render.js'
import { type AppName, type GivenFleet, appNames, fleetOf, phpServing, verifySteps } from '../../support/http.js'
import { planningOn } from '../../support/planning.js'
import { RealWebServer, temporaryFolder } from '../../support/web-servers.js'

const hostile: Readonly<Record<string, string>> = {
  'a line feed': 'x\n}\ninclude /etc/passwd;',
  'a line feed of Apache': 'x\nInclude /etc/passwd',
  'a carriage return': 'x\rreturn 500;',
  'a double quote': 'x" ; return 500; "',
  'a single quote': "x' ; return 500; '",
  'an opening brace': 'x { return 500; }',
  'a closing brace': 'x }',
  'a semicolon': 'x; return 500;',
  'a command': '$(reboot)',
  'a variable': '$document_root ${PATH} %{ENV:PATH}',
  'a tag': 'x></VirtualHost><VirtualHost *:80>',
  'a backslash': 'x\\',
  'a comment': 'x # y',
  'a parent folder': '../../etc/passwd',
  'a parent in a path': '/srv/../etc',
  NUL: 'x\0y',
  'the fence of secrets': '\u0001@example.com db_passwd plain\u0001',
  '300 characters': 'x'.repeat(300),
  'an emoji': 'x😀',
  blanks: '  x  y  ',
  nothing: '',
}

const list = (value: string): readonly string[] => [value]
const serving = (given: object) => ({ platform: { serving: { ...phpServing, ...given } } })

const fields: Readonly<Record<string, (value: string) => GivenFleet>> = {
  'server name': (name) => ({ server: { name } }),
  'server uuid': (uuid) => ({ server: { uuid } }),
  aegir_root: (aegir_root) => ({ server: { aegir_root } }),
  config_path: (config_path) => ({ server: { config_path } }),
  http_app_path: (http_app_path) => ({ server: { http_app_path } }),
  http_port: (http_port) => ({ server: { http_port } }),
  http_address: (http_address) => ({ server: { http_address } }),
  php_fpm_socket: (php_fpm_socket) => ({ server: { php_fpm_socket } }),
  php_fpm_port: (php_fpm_port) => ({ server: { php_fpm_port } }),
  master_url: (master_url) => ({ server: { master_url }, site: { site_enabled: false } }),
  'platform name': (name) => ({ platform: { name } }),
  'platform uuid': (uuid) => ({ platform: { uuid } }),
  root: (root) => ({ platform: { root } }),
  frontController: (frontController) => serving({ frontController }),
  frontControllerQuery: (frontControllerQuery) => serving({ frontControllerQuery }),
  uploads: (upload) => serving({ uploads: list(upload) }),
  'site name': (name) => ({ site: { name } }),
  'site uuid': (uuid) => ({ site: { uuid } }),
  uri: (uri) => ({ site: { uri } }),
  alias: (alias) => ({ site: { aliases: list(alias) } }),
  subdirectory: (name) => ({ site: { aliases: list(`example.org/${name}`) } }),
  'host of a subdirectory': (host) => ({ site: { aliases: list(`${host}/shop`) } }),
  redirection: (redirection) => ({ site: { redirection } }),
  upload_limit: (upload_limit) => ({ site: { upload_limit } }),
  php_memory_limit: (php_memory_limit) => ({ site: { php_memory_limit } }),
  php_time_limit: (php_time_limit) => ({ site: { php_time_limit } }),
  site_path: (site_path) => ({ site: { site_path } }),
  db_name: (db_name) => ({ site: { db_name } }),
  db_user: (db_user) => ({ site: { db_name: 'x', db_user } }),
  db_host: (db_host) => ({ site: { db_name: 'x', db_host } }),
  db_passwd: () => ({ site: { db_name: 'x', db_user: 'x' } }),
}

/** The names of directives in the order of the file: what a value must not change. */
const directives: Readonly<Record<AppName, (text: string) => readonly string[]>> = {
  nginx: (text) => {
    const bare = text.replace(/^\s*#.*$/gm, '').replace(/"(?:[^"\\]|\\[^])*"/g, 'V')
    return [...bare.matchAll(/(?:^|[;{}])\s*([^\s;{}]+|\})/g)].map(([, name]) => name as string)
  },
  apache: (text) =>
    text
      .split('\n')
      .filter((line) => /^\s*[^#\s]/.test(line))
      .map((line) => line.trim().split(/\s/, 1)[0] as string),
}

type Plan = readonly Step[]

const filesOf = (plan: Plan) => plan.flatMap((step) => (step.kind === 'web' ? (step as WebStep).files : []))

describe.each(appNames)('hostile values in the configuration of %s', (app) => {
  let server: RealWebServer
  let folder: string

  const planOf = (given: GivenFleet): Plan => {
    const fleet = fleetOf(
      app,
      {
        server: { aegir_root: folder, http_port: server.port, http_address: '127.0.0.1', ...given.server },
        platform: { root: folder, ...given.platform },
        site: { ...given.site },
      },
      planningOn(localHost(folder)),
    )
    return (['server', 'platform', 'site'] as const).flatMap((of) => verifySteps(app, fleet, of))
  }

  const textsOf = (plan: Plan, secret: string): readonly string[] =>
    filesOf(plan).flatMap(({ text }) => (text === undefined ? [] : [fillSecrets(text, () => secret) as string]))

  /** The texts, or undefined when the value was refused as it should be. */
  const attempt = (given: GivenFleet, secret: string): { plan: Plan; texts: readonly string[] } | undefined => {
    try {
      const plan = planOf(given)
      return { plan, texts: textsOf(plan, secret) }
    } catch (error) {
      if (error instanceof ProvisionError) return undefined
      throw error
    }
  }

  beforeAll(async () => {
    await loadTemplates()
    folder = temporaryFolder()
    server = await RealWebServer.in(folder, app)
  })

  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  it.each(Object.keys(fields))('are refused, or quoted so that no directive is added, in %s', (name) => {
    const field = fields[name]!
    for (const [kind, value] of Object.entries(hostile)) {
      const result = attempt(field(value), value)
      if (result === undefined) continue
      const tame = attempt(field(tameFor(name)), 'tame')!

      rmSync(`${folder}/config`, { recursive: true, force: true })
      mkdirSync(`${folder}/config`)
      server.apply(result.plan, { db_passwd: value })

      expect([kind, ...result.texts.map(directives[app])]).toEqual([kind, ...tame.texts.map(directives[app])])
      expect([kind, server.test()]).toEqual([kind, { ok: true, output: expect.anything() }])
    }
  })

  const tame: Readonly<Record<string, string>> = {
    'server name': '@server_master',
    aegir_root: '/var/aegir',
    root: '/srv/x',
    site_path: '/srv/x/sites/x',
    master_url: 'http://front.test',
    alias: 'www.example.com',
    redirection: 'false',
  }
  const tameFor = (name: string): string => tame[name] ?? 'x'
})
