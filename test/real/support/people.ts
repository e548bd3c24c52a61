import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

/** Users whom scripts/root-parts.sh lets tests run programs as: two logins, PHP of two clients, and two strangers. */
export const people = ['ptest-a', 'ptest-b', 'ptest-x', 'ptest-y', 'www-data', 'nobody'] as const
export type Person = (typeof people)[number]

/** The logins, with the client that each works for. */
export const logins = { 'ptest-x': 'ptest-a', 'ptest-y': 'ptest-b' } as const

/** Puts each login into the group of its client, as an administrator does. */
export const hireLogins = (): void => {
  for (const [login, group] of Object.entries(logins))
    execFileSync('sudo', ['-n', '/usr/sbin/usermod', '-aG', group, login])
}

const wordsFor = (person: Person, script: string, variables: readonly string[] = []): readonly string[] => [
  '-n',
  '-u',
  person,
  '--',
  'env',
  '-C',
  '/',
  ...variables,
  'sh',
  '-c',
  script,
]

/** Runs a shell script as somebody, and returns its exit code and what it said. */
export const runAs = (person: Person, script: string, env: Readonly<Record<string, string>> = {}) => {
  const words = wordsFor(
    person,
    script,
    Object.entries(env).map(([name, value]) => `${name}=${value}`),
  )
  const { status, stdout, stderr } = spawnSync('sudo', words, { encoding: 'utf8' })
  return { code: status, said: `${stdout}${stderr}`.trim() }
}

/** The same while the test goes on. */
export const watchAs = async (person: Person, script: string) => {
  const child = spawn('sudo', wordsFor(person, script), { stdio: ['ignore', 'pipe', 'inherit'] })
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'close')])
  return { code: code as number | null, said: said.trim() }
}

const question = `for p; do r=; for x in r w x; do if test -$x "$p"; then r=$r$x; else r=$r-; fi; done; echo $r; done`

/** What somebody may do with each path, as the kernel says: `r--`. */
export const rightsFor = (person: Person | undefined, paths: readonly string[]): readonly string[] => {
  const as = person === undefined ? [] : ['sudo', '-n', '-u', person, '--']
  const words = [...as, 'env', '-C', '/', 'sh', '-c', question, 'sh', ...paths]
  return execFileSync(words[0] as string, words.slice(1), { encoding: 'utf8' })
    .trim()
    .split('\n')
}
