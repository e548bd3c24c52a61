import { readFileSync, readdirSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import type { TaskReport } from '../../src/provision/api.js'
import type { DeclaredProperty, Json } from '../../src/contexts/property.js'
import type { ContextTypeName } from '../../src/contexts/context.js'
import { localHost } from '../../src/hosts/local/index.js'
import { Tasks } from '../support/tasks.js'
import { quiet } from '../support/quiet.js'
import { useSandbox } from '../support/sandbox.js'

/** A directive that no web server knows: a configuration that has it as one does not pass the server's own test. */
const directive = 'provision_injected'

const hostile = [
  `x;\n${directive} on;`,
  `x\r\n${directive}`,
  `"; ${directive} on; "`,
  `'; ${directive} on; '`,
  `} ${directive} {`,
  `{{${directive}}}`,
  `$(${directive})`,
  `\`${directive}\``,
  `\${${directive}}`,
  `%{${directive}}`,
  `../../../${directive}`,
  `/srv/../${directive}`,
  `x\u0000${directive}`,
  `x\u0001@a hash_salt nginx\u0001`,
  `${directive}#`,
  `\\`,
  `x\\`,
  `<?php ${directive}(); ?>`,
  `</VirtualHost>\n${directive}`,
  `' OR 1=1; DROP DATABASE mysql; -- `,
  '`; DROP DATABASE mysql; -- ',
  'a'.repeat(300),
  'a.'.repeat(150),
  '💥',
  'x💥.example.com',
  '\u202Eevil',
  '--config=/etc/passwd',
  '-rf /',
  '*',
  '%',
  '_',
  ' ',
]

const sandbox = useSandbox(['nginx', 'apache'])
const names = { nginx: '@n.test', apache: '@a.test' } as const
let tasks: Tasks

const done = (reports: readonly TaskReport[]): void => {
  for (const { error } of reports) if (error !== undefined) throw error
}

const save = async (name: string, contextType: string, properties: Record<string, string>): Promise<void> =>
  done([await tasks.save(name, { properties, contextType }, { progress: quiet })])

beforeAll(async () => {
  tasks = new Tasks(sandbox().home)
  for (const { name, properties } of sandbox().contexts)
    done([await tasks.save(name, { properties, contextType: 'server' }, { progress: quiet })])
  for (const [type, site] of Object.entries(names)) {
    const root = join(sandbox().home, `code-${type}`)
    mkdirSync(root)
    writeFileSync(join(root, 'index.php'), '<?php echo "hello";')
    await save(`@platform_${type}`, 'platform', {
      root,
      web_server: type === 'nginx' ? '@server_master' : '@server_apache',
    })
    await save(site, 'site', { uri: site.slice(1), platform: `@platform_${type}` })
  }
  done(await tasks.verify([], { all: true }, { progress: quiet }))
}, 120_000)

/** What the sandbox has chosen keeps the servers where they are; its commands are the operator's own word. */
const keptFromFuzzing = new Set(['http_restart_cmd', 'http_test_cmd', 'master_db'])

const settable = (contextType: ContextTypeName): readonly string[] => [
  ...new Set(
    tasks
      .declared()
      .filter(
        (declared: DeclaredProperty) => declared.contextType === contextType && declared.property.source === 'given',
      )
      .map(({ name }) => name),
  ),
]

const configuration = (): string => {
  const folder = join(sandbox().home, 'config')
  return readdirSync(folder, { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n')
}

const passesItsOwnTest = async (server: string): Promise<boolean> => {
  const shown = await tasks.show(server, { resolved: false })
  const words = String(shown.properties.find(({ name }) => name === 'http_test_cmd')?.value).split(' ')
  return (await localHost(sandbox().home).run(words as [string, ...string[]])).code === 0
}

/** A line of a configuration that begins with the word is a directive; within quotes it is a value. */
const isDirective = (text: string): boolean => new RegExp(`^\\s*${directive}\\b`, 'm').test(text)

const figures = { tried: 0, refused: 0, accepted: 0 }

const refusal = (path: string, report: TaskReport): string | undefined => {
  figures.refused++
  const message = report.error?.message ?? ''
  return message.startsWith(path) ? undefined : `refused without its path: ${message}`
}

/** Verifies with the value in place; what the web server refuses is refused, too, but with a word of ours. */
const accepted = async (name: string): Promise<string | undefined> => {
  figures.accepted++
  const [verified] = await tasks.verify([name], {}, { progress: quiet })
  if (isDirective(configuration())) return 'added a directive'
  const code = verified?.error?.code ?? 'PROVISION_'
  return code.startsWith('PROVISION_') ? undefined : verified?.error?.message
}

const putBack = async (name: string, property: string, was: Json): Promise<void> => {
  done([await tasks.save(name, { properties: { [property]: was } }, { progress: quiet })])
  done(await tasks.verify([name], {}, { progress: quiet }))
}

const tryValue = async (name: string, property: string, value: string): Promise<string | undefined> => {
  figures.tried++
  const before = await tasks.show(name, { resolved: false })
  const report = await tasks.save(name, { properties: { [property]: value } }, { progress: quiet })
  if (!report.ok) return refusal(`${name}/${property}`, report)
  const wrong = await accepted(name)
  await putBack(name, property, before.properties.find((shown) => shown.name === property)?.value ?? null)
  return wrong
}

const fuzz = async (name: string, contextType: ContextTypeName): Promise<readonly string[]> => {
  const wrong: string[] = []
  for (const property of settable(contextType).filter((one) => !keptFromFuzzing.has(one)))
    for (const value of hostile) {
      const message = await tryValue(name, property, value)
      if (message !== undefined) wrong.push(`${name}/${property}=${JSON.stringify(value)}: ${message}`)
    }
  return wrong
}

describe('a hostile value in any settable property', () => {
  it.each([
    ['@server_master', 'server'],
    ['@server_apache', 'server'],
    ['@platform_nginx', 'platform'],
    ['@platform_apache', 'platform'],
    ['@n.test', 'site'],
    ['@a.test', 'site'],
  ] as const)(
    'is refused with its path or quoted where it goes: %s',
    async (name, contextType) => {
      expect(await fuzz(name, contextType)).toEqual([])
    },
    300_000,
  )

  it('leaves both web servers with a configuration that passes their own test', async () => {
    expect(figures.refused + figures.accepted).toBe(figures.tried)
    expect(figures.tried).toBeGreaterThan(500)
    expect(await passesItsOwnTest('@server_master')).toBe(true)
    expect(await passesItsOwnTest('@server_apache')).toBe(true)
    process.stderr.write(
      `hostile values: ${figures.tried} tried, ${figures.refused} refused, ${figures.accepted} accepted\n`,
    )
  })
})
