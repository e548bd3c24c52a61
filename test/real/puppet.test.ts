import { beforeAll, describe, expect, it } from '@jest/globals'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { join } from 'node:path'
import { blocksOf } from '../support/markdown.js'
import { useSandbox } from '../support/sandbox.js'

const checkout = new URL('../../', import.meta.url).pathname
const sandbox = useSandbox()
const site = 'pages.localhost'

const puppetHash = (values: Readonly<Record<string, unknown>>): string =>
  `{ ${Object.entries(values)
    .map(([name, value]) => `'${name}' => '${String(value)}'`)
    .join(', ')} }`

/** The page's own pieces, for the servers of the sandbox and its user. */
const manifest = (): string => {
  const { home, contexts } = sandbox()
  const { master_db, ...server } = contexts[0]?.properties ?? {}
  writeFileSync(join(home, 'master_db'), String(master_db), { mode: 0o600 })
  const pieces = blocksOf(join(checkout, 'docs/puppet.md')).find(({ path }) => path === 'provision.pp')?.text
  return `${pieces}
Exec {
  environment => ['PROVISION_HOME=${home}', 'HOME=${home}', 'PROVISION_ALLOW_ROOT=${process.env['PROVISION_ALLOW_ROOT'] ?? ''}'],
  path        => ['${join(checkout, 'bin')}', '${process.execPath.replace(/\/node$/, '')}', '/usr/bin', '/bin'],
}
provision_context { '@server_master':
  type => 'server', properties => ${puppetHash({ ...server, master_db: `file:${home}/master_db` })},
}
-> provision_context { '@platform_pages':
  type => 'platform', properties => { 'root' => '${home}/pages' },
}
-> provision_site { '@${site}':
  properties => { 'uri' => '${site}', 'platform' => '@platform_pages', 'aliases' => 'www.${site}' },
}
`
}

const puppet = (text: string) => {
  const folder = join(sandbox().home, 'puppet')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'site.pp')
  writeFileSync(file, text)
  const own = ['conf', 'var', 'code', 'log', 'run', 'public'].map((name) => `--${name}dir=${join(folder, name)}`)
  const words = ['apply', ...own, '--detailed-exitcodes', '--color=false', file]
  const { status, stdout, stderr } = spawnSync('/usr/bin/puppet', words, {
    encoding: 'utf8',
    env: { ...process.env, HOME: folder, LANG: 'C.UTF-8' },
  })
  return { status, said: `${stdout}${stderr}` }
}

const fetched = (host: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const port = sandbox().state.servers.nginx?.port
    get({ host: '127.0.0.1', port, agent: false, headers: { host: `${host}:${port}` } }, (response) => {
      let text = ''
      response.on('data', (chunk) => (text += chunk))
      response.on('end', () => resolve(text))
    }).on('error', reject)
  })

beforeAll(() => {
  execFileSync(process.execPath, [join(checkout, 'bin/run.js'), '--version'])
  mkdirSync(join(sandbox().home, 'pages'))
  writeFileSync(join(sandbox().home, 'pages/index.html'), 'from Puppet')
})

/** Exit codes of `puppet apply --detailed-exitcodes`: 0 nothing changed, 2 changed, 4 and 6 something failed. */
describe('the manifest of docs/puppet.md', () => {
  it('makes server, platform and site, and the second time changes nothing', async () => {
    const first = puppet(manifest())
    const second = puppet(manifest())
    const pages = [await fetched(site), await fetched(`www.${site}`)]

    expect(first).toMatchObject({ status: 2, said: expect.stringContaining('executed successfully') })
    expect(second).toMatchObject({ status: 0 })
    expect(second.said).not.toMatch(/executed successfully/)
    expect(pages).toEqual(['from Puppet', 'from Puppet'])
  }, 180_000)

  it('runs the commands of a changed property alone, and names no secret', () => {
    const changed = puppet(manifest().replace(`'www.${site}'`, `'www.${site},blog.${site}'`))

    const executed = [...changed.said.matchAll(/\[([^\]]+)\]\/returns: executed/g)].map(([, title]) => title)
    expect(changed).toMatchObject({ status: 2 })
    expect(executed).toEqual([`save @${site}`, `verify @${site}`])
    expect(changed.said).not.toContain(readFileSync(join(sandbox().home, 'master_db'), 'utf8'))
  }, 180_000)

  it('fails when a property is wrong, and says which', () => {
    const refused = puppet(manifest().replace(`'www.${site}'`, "'a b'"))

    expect(refused.status).toBeGreaterThanOrEqual(4)
    expect(refused.said).toContain(`@${site}/aliases/0: not a host name`)
  }, 180_000)
})
