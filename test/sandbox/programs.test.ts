import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ProvisionError } from '../../src/errors.js'
import { findPrograms } from '../../src/sandbox/programs.js'
import { startSandbox } from '../../src/sandbox/sandbox.js'
import { serversFor } from '../../src/sandbox/servers.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'programs-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const install = (...names: readonly string[]) => names.forEach((name) => writeFileSync(join(folder, name), ''))

describe('the programs of the sandbox', () => {
  it('names all missing packages at once, with the command that installs them', () => {
    install('mariadbd', 'nginx')

    const look = () => findPrograms(serversFor(['nginx', 'apache']), () => [folder])

    expect(look).toThrow(
      expect.objectContaining({
        message: 'not installed: php-fpm, apache',
        fix: 'sudo apt-get install --no-install-recommends php-fpm php-cli php-mysql apache2',
      }),
    )
  })

  it('takes the newest php-fpm', () => {
    install('mariadbd', 'nginx', 'php-fpm8.2', 'php-fpm8.10', 'php-fpm7.4', 'php-fpm8.2.bak')

    const programs = findPrograms(serversFor(['nginx']), () => [folder])

    expect(programs.get('php-fpm')).toBe(join(folder, 'php-fpm8.10'))
  })

  it('looks in each folder, and does without those that are not there', () => {
    install('mariadbd', 'nginx', 'php-fpm8.2')

    const programs = findPrograms(serversFor(['nginx']), () => ['/not/there', folder])

    expect([...programs.keys()]).toEqual(['mariadb', 'php-fpm', 'nginx'])
  })

  it('starts nothing and leaves nothing when a package is missing', async () => {
    const home = join(folder, 'home')

    const refusal = await startSandbox(home, { folders: [folder] }).catch((error: ProvisionError) => error)

    expect(refusal).toMatchObject({ code: 'PROVISION_PACKAGES_MISSING' })
    expect(() => rmSync(home)).toThrow('ENOENT')
  })
})
