import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { CommandLine } from './command-line.js'

let provision: CommandLine

beforeAll(() => {
  provision = new CommandLine()
  provision.run(['save', '@server_web', '--context_type=server', '--http_service_type=nginx'])
})
afterAll(() => provision.remove())

describe('what the command line refuses', () => {
  it.each([
    ['--foo', 'no command given', 'provision --help shows the commands'],
    ['verify --jobs=x @server_web', '--jobs=x is not a whole number', '--jobs=NUMBER, in digits'],
    ['journal --limit=0', '--limit=0 is too small', '1 or more: --limit=1'],
    ['show', 'provision-show needs CONTEXT: name of the context', 'for example: provision provision-show @example.com'],
    ['show @a @b', '@b: provision-show takes only CONTEXT', 'leave it out, or run provision-show for each'],
    [
      'save @server_web http_port=80',
      'http_port=80: provision-save takes only CONTEXT',
      'did you mean --http_port=80?',
    ],
    ['gc foo', 'foo: provision-gc takes no arguments', 'leave it out, or run provision-gc for each'],
    ['verify -x @server_web', '-x is not a flag', '--help shows the flags of the command'],
    ['list --fromat=names', '--fromat is not a flag', 'did you mean --format?'],
    ['list --format=nmaes', '--format=nmaes is not one of table, names, json', 'did you mean --format=names?'],
    ['completion fish', 'fish is not one of bash, zsh', 'for example: bash'],
    ['sandbox remove', 'sandbox remove needs --yes', 'add --yes'],
    ['audit @server_web', 'what is audited is not said', 'provision-audit isolation [@NAME …]'],
    ['audit isolatio', 'isolatio is nothing that can be audited', 'provision-audit isolation [@NAME …]'],
    ['sandbox start --http', '--http has no value', 'type --http=TYPE,TYPE'],
    ['verify --out=x @server_web', '--out needs --dry-run', 'add --dry-run'],
    ['verify --verbose -q @server_web', '--quiet and --verbose exclude each other', 'give only one of them'],
    ['recover --abandon=a --abandon=b', '--abandon is given twice', 'give it once'],
    ['clone @server_web', 'clone is not a command', 'provision --help shows the commands'],
    ['show @server_wbe', 'there is no context @server_wbe', 'did you mean @server_web?'],
    ['show @x', 'there is no context @x', 'provision-list shows all contexts'],
    [
      'save @server_web --http_port=eighty',
      '@server_web/http_port: not a whole number from 1 to 65535',
      'for example: --http_port=8080',
    ],
    [
      'save @server_web --http_service_type=ngnix',
      '@server_web/http_service_type: not one of apache, nginx, null',
      'did you mean nginx?',
    ],
    [
      'save @platform_x --context_type=platform --root=~/x --server=@server_web --web_server=@server_web',
      '@platform_x/root: not an absolute path: the shell has left the ~',
      'type $HOME instead of ~',
    ],
    [
      'save @platform_x --context_type=platform --root=/srv/x --server=@server_web --web_server=server_web',
      '@platform_x/web_server: not a context name: one @, then letters, digits and ._- only',
      'did you mean @server_web?',
    ],
    [
      'save @server_web --proxies=::1',
      '@server_web/proxies: there is no such property',
      'did you mean --trusted_proxies?',
    ],
    [
      'save @server_web --port=80',
      '@server_web/port: there is no such property',
      'provision-save --help lists the properties',
    ],
    [
      'verify @server_web --accept-data-loss=server_web',
      '--accept-data-loss=server_web is none of the contexts to verify',
      'one of these: @server_web',
    ],
    [
      'apply-plan /nowhere/plan.json',
      'there is no file /nowhere/plan.json, or it is not a regular one',
      'make a new plan: the command, with --dry-run --out=FILE',
    ],
    ['list --type=x', '--type=x is not one of client, server, platform, site', 'for example: --type=client'],
    [
      'save @server_web --public_url=x',
      '@server_web/public_url: not an address for visitors: type https://* or https://*:8443, without user, path or slash',
      "for example: --public_url='https://*'",
    ],
    ['show web', 'there is no context web', 'did you mean @server_web?'],
    ['save @server_web --htp_port=80', '@server_web/htp_port: there is no such property', 'did you mean --http_port?'],
  ])('provision %s', (line, message, fix) => {
    const { code, stderr } = provision.run(line.split(' '))

    expect(stderr).toBe(`error: ${message}\n  fix: ${fix}\n`)
    expect(code).toBe(64)
  })
})
