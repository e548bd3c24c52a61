import type { Platform } from '../../../src/contexts/types/platform.js'
import type { Server } from '../../../src/contexts/types/server.js'
import type { Site } from '../../../src/contexts/types/site.js'

export const server = (given: Partial<Server> = {}): Server =>
  ({
    type: 'server',
    name: '@server_master',
    remote_host: 'localhost',
    http_service_type: 'nginx',
    db_service_type: 'mysql',
    ip_addresses: [],
    db_port: 3306,
    db_socket: undefined,
    db_grant_all_hosts: false,
    ...given,
  }) as Server

/** A site as planners see it, with its web server and its database server. */
export const site = (given: Partial<Site> = {}, webServer = server(), dbServer = server()): Site =>
  ({
    type: 'site',
    name: '@www.example.com',
    uuid: '1f2e3d4c-0000-4000-8000-000000000000',
    uri: 'www.example.com',
    installed: false,
    platform: { type: 'platform', application: 'php', web_server: webServer } as Platform,
    db_server: dbServer,
    ...given,
  }) as Site
