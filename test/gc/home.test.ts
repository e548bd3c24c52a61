import { describe, expect, it } from '@jest/globals'
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs'
import { writeRecord } from '../../src/contexts/record.js'
import { holderOf } from '../../src/hosts/holder.js'
import { findLocally, placesOf } from '../../src/gc/find.js'
import type { Scan } from '../../src/gc/scan.js'
import type { Orphan } from '../../src/services/orphan.js'
import { useHome } from '../support/home.js'
import { below, header, nobody, put, record, scanWith, uuid } from './scan.js'

const home = useHome()
const at = (...words: readonly string[]): string => below(home())(...words)

const site = record('@a.test', 'site', { uri: 'a.test', aliases: ['www.a.test', 'a.test/x'] })
const server = record('@server_web', 'server', {})
const scan = (...records: Parameters<typeof scanWith>[1]): Scan => scanWith(home(), [site, server, ...records])

const orphansIn = (seen: Scan): readonly Orphan[] => findLocally(placesOf(seen), seen)

/** Kind and place, and whether it goes without being asked for. */
const foundIn = (seen: Scan) =>
  orphansIn(seen).map(({ kind, where, removable }) => [kind, where.replace(`${home()}/`, ''), removable])

const dead = JSON.stringify({ ...holderOf('provision-save'), started: '1' })
const alive = JSON.stringify(holderOf('provision-save'))

describe('secrets', () => {
  it('of a context that is not there are found, and only listed', () => {
    put(at('secrets/a.test.json'), '{}')
    put(at('secrets/gone.test.json'), '{}')

    expect(foundIn(scan())).toEqual([['secrets', 'secrets/gone.test.json', false]])
  })
})

describe('a host name', () => {
  it('is a site’s own, also as a subdirectory', () => {
    for (const host of ['a.test', 'www.a.test', 'a.test%2Fx']) put(at('hosts', host), '@a.test\n')

    expect(foundIn(scan())).toEqual([])
  })

  it.each([
    ['of a site that is not there', '@gone.test\n'],
    ['that the site it names does not have', '@a.test\n'],
    ['that names nobody', ''],
  ])('%s is void', (_, text) => {
    put(at('hosts/old.test'), text)

    expect(foundIn(scan())).toEqual([['name', 'hosts/old.test', true]])
  })
})

describe('generated configuration', () => {
  it('of contexts that are there is theirs, and what is an administrator’s is left alone', () => {
    put(at('config/server_web/.provision'), `${uuid}\n`)
    put(at('config/server_web/nginx/vhost.d/a.test.conf'), header('@a.test', uuid))
    put(at('config/server_web/nginx/post.d/mine.conf'), header('@gone.test', nobody))
    put(at('config/server_web/nginx/vhost.d/by-hand.conf'), '# mine\n')
    put(at('config/includes/all.conf'), header('@gone.test', nobody))

    expect(foundIn(scan())).toEqual([])
  })

  it('of others is found, and is for the user to decide', () => {
    put(at('config/server_web/.provision'), `${uuid}\n`)
    put(at('config/server_web/nginx/vhost.d/gone.test.conf'), header('@gone.test', nobody))
    put(at('config/server_web/nginx/subdir.d/a.test/x.conf'), header('@gone.test', nobody))

    expect(foundIn(scan())).toEqual([
      ['web-file', 'config/server_web/nginx/subdir.d/a.test/x.conf', false],
      ['web-file', 'config/server_web/nginx/vhost.d/gone.test.conf', false],
    ])
  })

  it('of a server that is not there is found as a whole, with the link that leads to it', () => {
    put(at('config/server_old/.provision'), `${nobody}\n`)
    const file = put(at('config/server_old/nginx.conf'), header('@server_old', nobody))
    symlinkSync(file, at('config/nginx.conf'))
    mkdirSync(at('config/server_older'))

    expect(foundIn(scan())).toEqual([
      ['web-file', 'config/nginx.conf', false],
      ['web-folder', 'config/server_old', false],
      ['web-folder', 'config/server_older', false],
    ])
  })

  it('elsewhere is looked at for this machine’s own server alone', () => {
    const elsewhere = record('@server_x', 'server', { aegir_root: at('elsewhere') })
    put(at('elsewhere/config/server_x/nginx/vhost.d/gone.conf'), header('@gone.test', nobody))
    put(at('elsewhere/config/server_y/nginx/vhost.d/gone.conf'), header('@gone.test', nobody))

    expect(foundIn(scan(elsewhere))).toEqual([['web-file', 'elsewhere/config/server_x/nginx/vhost.d/gone.conf', false]])
  })
})

describe('the folders of a code base', () => {
  const platform = () => record('@platform_x', 'platform', { root: at('srv') })

  it('are found where their mark is nobody’s, with the name that their settings tell', () => {
    put(at('srv/sites/.provision'), `${uuid}\n`)
    put(at('srv/sites/a.test/.provision'), `${uuid}\n`)
    put(at('srv/sites/gone.test/.provision'), `${nobody}\n`)
    put(at('srv/sites/gone.test/settings.php'), `<?php\n// provision: @gone.test ${nobody}\n`)
    mkdirSync(at('srv/sites/all'))

    const seen = scan(platform())
    const [found] = orphansIn(seen)

    expect(foundIn(seen)).toEqual([['directory', 'srv/sites/gone.test', false]])
    expect(found).toMatchObject({ context: '@gone.test', uuid: nobody, fix: expect.stringContaining('rm -r') })
  })

  it('are found as a platform’s, with the settings that its sites shared', () => {
    put(at('srv/sites/.provision'), `${nobody}\n`)
    put(at('srv/wp-config.php'), `<?php\n// provision: @platform_old ${nobody}\n`)
    put(at('srv/index.php'), '<?php\n')

    expect(foundIn(scan(platform()))).toEqual([
      ['directory', 'srv/sites', false],
      ['file', 'srv/wp-config.php', false],
    ])
  })

  it('may have in them what is another user’s alone', () => {
    chmodSync(put(at('srv/sites/theirs/secret.php'), '<?php\n'), 0)
    chmodSync(put(at('srv/config.php'), '<?php\n'), 0)
    chmodSync(at('srv/sites/theirs'), 0)

    expect(foundIn(scan(platform()))).toEqual([])
    chmodSync(at('srv/sites/theirs'), 0o700)
  })

  it('are not looked for here when they are on another machine', () => {
    put(at('srv/sites/gone.test/.provision'), `${nobody}\n`)
    put(at('contexts/server_far.json'), writeRecord(record('@server_far', 'server', { remote_host: 'far.test' })))
    const far = record('@platform_far', 'platform', {
      root: at('srv'),
      server: '@server_far',
      web_server: '@server_far',
    })
    put(at('contexts/platform_far.json'), writeRecord(far))

    expect(foundIn(scan(far))).toEqual([])
  })

  it('are shown so that a shell takes them as they are', () => {
    put(at("srv/sites/a b's/.provision"), `${nobody}\n`)

    const [found] = orphansIn(scan(platform()))

    expect(found?.fix).toContain(`rm -r '${home()}/srv/sites/a b'\\''s'`)
  })
})

describe('what dead commands left', () => {
  it('beside files is found by its name', () => {
    put(at('contexts/.x.json.0123456789ab.new'), '')
    put(at('config/server_web/nginx/.generation.json.0123456789ab.new'), '')
    put(at('contexts/.x.json.new'), 'not ours')
    put(at('contexts/x.json.0123456789ab.new'), 'not ours')

    expect(foundIn(scan())).toEqual([
      ['temporary', 'contexts/.x.json.0123456789ab.new', true],
      ['temporary', 'config/server_web/nginx/.generation.json.0123456789ab.new', true],
    ])
  })

  it('moved aside is never removed: it may hold what somebody wants', () => {
    const name = '.gone.test.removed-20260101T000000-0123abcd'
    put(at('srv/sites', name, '.provision'), `${nobody}\n`)
    put(at('secrets', '.b.test.json.removed-20260101T000000-0123abcd'), '{}')

    expect(foundIn(scan(record('@platform_x', 'platform', { root: at('srv') })))).toEqual([
      ['aside', 'secrets/.b.test.json.removed-20260101T000000-0123abcd', false],
      ['aside', `srv/sites/${name}`, false],
    ])
  })

  it('as journals that never appeared is scratch; one that cannot be read is not', () => {
    put(at('journal/open/.1/journal.jsonl'), '{"format":1')
    mkdirSync(at('journal/open/2'), { recursive: true })
    put(at('journal/open/3/journal.jsonl'), '{"format":\n{"begin":[0,0]}\n')
    put(at('journal/open/4/keep-0-0/0'), 'as it was before')
    put(
      at('journal/open/5/journal.jsonl'),
      `{"format":1,"id":"5","task":"provision-verify","holder":${dead},"plans":[]}\n`,
    )
    put(at('journal/kept/6/journal.jsonl'), '{"format":1,"id":"6","plans":[]}\n')

    expect(foundIn(scan())).toEqual([
      ['journal', 'journal/open/2', false],
      ['journal', 'journal/open/3', false],
      ['journal', 'journal/open/4', false],
      ['journal', 'journal/kept/6', false],
      ['journal', 'journal/open/.1', true],
    ])
  })

  it('as locks is void; who lives holds theirs', () => {
    put(at('locks/@a.test'), alive)
    put(at('locks/@b.test'), dead)
    put(at('locks/web-server_web'), '')
    put(at('locks/@c.test~0123456789ab'), dead)
    put(at('locks/@d.test~takeover'), dead)
    put(at('locks/100%'), alive)

    expect(foundIn(scan())).toEqual([
      ['lock', 'locks/@b.test', true],
      ['temporary', 'locks/@c.test~0123456789ab', true],
      ['lock', 'locks/@d.test~takeover', true],
      ['lock', 'locks/web-server_web', true],
    ])
  })

  it('as a lock that lost its text is void; one that is being written is not', () => {
    put(at('locks/contexts~0123456789ab'), '')
    put(at('locks/contexts~ba9876543210'), '')
    const seen = scan()
    const changedAt = (path: string) => Date.now() - (path.endsWith('ba9876543210') ? 120_000 : 1_000)

    expect(foundIn({ ...seen, changedAt })).toEqual([['temporary', 'locks/contexts~ba9876543210', true]])
  })

  it('as orders to a web server is void; those of the living are not', () => {
    const folder = at('queue/web/server_web')
    put(`${folder}/1-aa.request.json`, JSON.stringify({ holder: JSON.parse(alive) }))
    put(`${folder}/2-bb.request.json`, JSON.stringify({ holder: JSON.parse(dead) }))
    put(`${folder}/3-cc.reply.json`, '[]')
    put(`${folder}/.4-dd.request.json`, '{')
    put(`${folder}/5-ee.announced.json`, JSON.stringify({ holder: JSON.parse(dead) }))

    expect(foundIn(scan())).toEqual([
      ['web-request', 'queue/web/server_web/.4-dd.request.json', true],
      ['web-request', 'queue/web/server_web/2-bb.request.json', true],
      ['web-request', 'queue/web/server_web/3-cc.reply.json', true],
      ['web-request', 'queue/web/server_web/5-ee.announced.json', true],
    ])
  })
})

describe('a journal that was given up', () => {
  it('is listed with what its undo would have needed', () => {
    put(at('journal/given-up/1-a/journal.jsonl'), '{}\n')

    expect(foundIn(scan())).toEqual([['journal', 'journal/given-up/1-a', false]])
  })
})
