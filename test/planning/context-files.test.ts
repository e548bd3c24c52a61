import { describe, expect, it } from '@jest/globals'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Schema } from '../../src/contexts/schema.js'
import { text } from '../../src/contexts/shapes.js'
import { localHost } from '../../src/hosts/local/index.js'
import { readFleet } from '../../src/planning/context-files.js'
import { useHome } from '../support/home.js'

const home = useHome()
const secret = { master_db: text({ description: 'account', secret: true }), remote_host: text({ description: 'name' }) }
const schema: Schema = { server: secret, platform: {}, site: {} }

describe('a context file of a fleet', () => {
  it('says where its secrets are, and of nothing else', () => {
    writeFileSync(join(home(), 'secret'), 'mysql://root:secret@127.0.0.1\n')
    const source = `file:${join(home(), 'secret')}`
    const properties = { master_db: source, remote_host: source }
    const file = join(home(), 'server_db.json')
    writeFileSync(file, JSON.stringify({ name: '@server_db', context_type: 'server', properties }))

    const [wish] = readFleet([file], schema, localHost(home()).reader)

    expect(wish?.given).toEqual({ master_db: 'mysql://root:secret@127.0.0.1', remote_host: source })
  })

  it('may begin with a byte order mark', () => {
    const file = join(home(), 'a.json')
    writeFileSync(file, `\uFEFF${JSON.stringify({ name: '@server_a', context_type: 'server' })}`)

    expect(readFleet([file], schema, localHost(home()).reader)).toMatchObject([{ name: '@server_a' }])
  })

  it.each([[[]], [['README.md', '.hidden.json']]])('is in each folder: one with %j is refused', (names) => {
    for (const name of names) writeFileSync(join(home(), name), '{}')

    expect(() => readFleet([home()], schema, localHost(home()).reader)).toThrow(
      `${home()}: there is no context file (*.json) in this folder`,
    )
  })

  it('is refused beside another one for the same context, with the names of both', () => {
    const files = ['a.json', 'b.json'].map((name) => join(home(), name))
    for (const file of files) writeFileSync(file, JSON.stringify({ name: '@server_a', context_type: 'server' }))

    expect(() => readFleet(files, schema, localHost(home()).reader)).toThrow(
      `@server_a is in ${files.join(' and in ')}`,
    )
    expect(readFleet([files[0] ?? '', files[0] ?? ''], schema, localHost(home()).reader)).toHaveLength(1)
  })
})
