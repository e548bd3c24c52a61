import { expect, it } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { useClientFleet } from './support/client-fleet.js'
import { type Person, hireLogins, people, rightsFor, runAs } from './support/people.js'
import { describeWithRoot, withoutRoot } from './support/root-parts.js'

const limit = 180_000

/** Stands for the site's own Drush or wp-cli: it reads the settings of a site, and asks its database. */
const drush = `<?php
$settings = require $argv[1] . '/settings.php';
$db = new PDO($settings['database']['dsn'], $settings['database']['user'], $settings['database']['password']);
echo $db->query('SELECT text FROM notes')->fetchColumn();
`

type Rights = Partial<Record<Person, string>>

describeWithRoot(`people of clients${withoutRoot}`, () => {
  const clients = useClientFleet({ acl: true })
  const [a, b] = ['@ptest-a.nginx.test', '@ptest-b.nginx.test'] as const
  const path = (client: 'ptest-a' | 'ptest-b', name = '') => join(clients().sitePath('nginx', client), name)
  const rightsOn = (one: string): Rights =>
    Object.fromEntries(people.map((person) => [person, rightsFor(person, [one])[0]]).filter(([, r]) => r !== '---'))

  it(
    'run the own Drush of a site of their client, and reach nothing of another client',
    async () => {
      await clients().install()
      hireLogins()
      const tool = join(clients().folder, 'nginx', 'drush.php')
      writeFileSync(tool, drush)
      const own = join(clients().fleet.home, 'clients', 'ptest-a', 'ptest-a.nginx.test')
      const password = /'password' => '([^']+)'/.exec(readFileSync(path('ptest-b', 'credentials.php'), 'utf8'))

      const ran = runAs('ptest-x', `php ${tool} ${own}`)
      const refused = runAs('ptest-x', `php ${tool} ${path('ptest-b')}`)

      expect(password).toBeDefined()
      expect(ran).toEqual({ code: 0, said: 'ptest-a' })
      expect(refused).toEqual({ code: 255, said: expect.stringContaining('Permission denied') })
      expect(runAs('ptest-x', `ls ${join(clients().fleet.home, 'clients', 'ptest-b')}`).said).toMatch(/Permission denied/)
      expect(runAs('ptest-x', `ls ${join(clients().fleet.home, 'clients')}`).said).toMatch(/Permission denied/)
    },
    limit,
  )
})
void [execFileSync, chmodSync, existsSync, mkdirSync]
