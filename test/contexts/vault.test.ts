import { describe, expect, it } from '@jest/globals'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SecretFiles } from '../../src/contexts/vault.js'
import { ownFiles } from '../../src/hosts/local/own-files.js'
import { useHome } from '../support/home.js'

const home = useHome()

const vaultWith = (files: Readonly<Record<string, string>>): SecretFiles => {
  mkdirSync(join(home(), 'secrets'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home(), 'secrets', name), text)
  return new SecretFiles(home(), ownFiles)
}

describe('a text from elsewhere', () => {
  it('is shown without the secrets of any context, and without the password in a URL', () => {
    const vault = vaultWith({
      'a.test.json': '{"db_passwd": "first"}',
      'b.test.json': '{"db_passwd": "first-and-more"}',
      'server_db.json': '{"master_db": "mysql://root:p%40ss@db.example"}',
      'damaged.json': '{"db_passwd":',
    })

    const masked = vault.masked('first, first-and-more, mysql://root:p%40ss@db.example, p%40ss, p@ss')

    expect(masked).toBe('********, ********, ********, ********, ********')
  })
})

describe('a file with secrets that cannot be read', () => {
  it.each(['null', '[1]', '"TOP SECRET"', '{"db_passwd": 1}', '{"db_passwd": "TOP SECRET"'])('is told: %s', (text) => {
    const vault = vaultWith({ 'a.test.json': text })

    expect(() => vault.read('@a.test', 'db_passwd')).toThrow(/a.test.json has no secrets that can be read$/)
  })
})
