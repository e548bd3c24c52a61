import { describe } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HttpType } from '../../src/sandbox/server.js'

/** What bin/test has started as root: scripts/root-parts.sh. */
export interface RootParts {
  readonly helper: string
  readonly state: string
  readonly version: string
  /** What runs a program where systemd is; empty where systemd cannot run. */
  readonly systemd: string
  /** The folder of systemd's units. */
  readonly units: string
  readonly srv: string
  /** A home that bin/sandbox-root is installed for. */
  readonly clientsHome: string
  readonly include: string
  readonly sharedSocket: string
  readonly nginx: RootWebServer
  readonly apache: RootWebServer
}

interface RootWebServer {
  readonly port: number
  readonly command: string
}

const folder = process.env['PROVISION_TEST_ROOT']

export const rootParts = (): RootParts =>
  JSON.parse(readFileSync(join(folder ?? '', 'parts.json'), 'utf8')) as RootParts

/** Users and pools that only root can make: `describeWithRoot(`clients${withoutRoot}`, …)`. */
export const withoutRoot =
  folder === undefined
    ? ' (skipped: PROVISION_TEST_ROOT is not set; bin/test sets it where root starts it and sudo works)'
    : ''
export const describeWithRoot = folder === undefined ? describe.skip : describe

/** A php-fpm for each client: `describeWithSystemd(`units${withoutSystemd}`, …)`. */
export const withoutSystemd =
  withoutRoot === '' && rootParts().systemd === '' ? ' (skipped: systemd cannot run in namespaces here)' : withoutRoot
export const describeWithSystemd = withoutSystemd === '' ? describe : describe.skip

const reloads: Readonly<Record<HttpType, string>> = { nginx: '-s reload', apache: '-k graceful' }

/** The properties of a server context for a web server that root runs. */
export const rootWebServer = (type: HttpType, parts: RootParts) => ({
  http_service_type: type,
  http_port: parts[type].port,
  http_address: '127.0.0.1',
  http_test_cmd: `${parts[type].command} -t`,
  http_restart_cmd: `${parts[type].command} ${reloads[type]}`,
  web_group: 'www-data',
  php_fpm_socket: parts.sharedSocket,
})
