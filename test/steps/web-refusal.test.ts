import { describe, expect, it } from '@jest/globals'
import { blames, forbiddenCommand, lastLines, refusal } from '../../src/steps/web/refusal.js'

const path = '/etc/x+LINE/vhost.conf'
const control = { errorAt: ['LINE of PATH:', 'in <PATH> at LINE'], noise: ['^web: ', '.*\\[info\\].*'] }
const order = { context: '@a', title: 'write it', changes: [{ path, text: 'one\ntwo' }], back: [] }
const saying = (stderr: string) => ({ code: 1, stdout: '', stderr })

describe('what a web server says', () => {
  it('blames a file in the words that its type gives', () => {
    expect(blames(saying(`error on 2 of ${path}: no`), order, control)).toBe(true)
    expect(blames(saying(`error in <${path}> at 2`), order, control)).toBe(true)
    expect(blames(saying(`error in ${path}:2`), order, control)).toBe(false)
    expect(blames(saying('error on 2 of /etc/xxLINE/vhost.conf: no'), order, control)).toBe(false)
  })

  it('is shown without its noise, and with the line that it names', () => {
    const said = saying(`web: [info] hello\nweb: error on 2 of ${path}: no`)

    expect(lastLines(said, control)).toBe(`error on 2 of ${path}: no`)
    expect(refusal(order, { server: '@server', control }, said).message).toBe(
      `write it: @server refuses it: error on 2 of ${path}: no: two`,
    )
  })

  it('is not what sudo says, which has no rule for the command', () => {
    const words = ['sudo', '-n', '/usr/sbin/nginx', '-t'] as const

    const error = forbiddenCommand('@server', words, 'aegir', saying('sudo: a password is required'))

    expect(error?.message).toBe(
      '@server: aegir is not allowed to run sudo -n /usr/sbin/nginx -t: sudo: a password is required',
    )
    expect(forbiddenCommand('@server', words, 'aegir', saying('sudo: command not found'))?.message).toContain(
      'sudo is not installed',
    )
    expect(error?.fix).toContain('aegir ALL=(root) NOPASSWD: /usr/sbin/nginx -t')
    expect(
      forbiddenCommand('@server', words, 'aegir', saying('sudo: unable to resolve host a\nnginx: [emerg] no')),
    ).toBeUndefined()
  })
})
