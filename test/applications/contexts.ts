import type { Platform } from '../../src/contexts/types/platform.js'
import type { Server } from '../../src/contexts/types/server.js'
import type { Site } from '../../src/contexts/types/site.js'
import { serverProperties, siteProperties } from '../../src/services/http/properties.js'

type Changes<Type> = { readonly [Name in keyof Type]?: unknown }

export const server = (changes: Changes<Server> = {}): Server =>
  ({
    name: '@server_master',
    type: 'server',
    uuid: '11111111-1111-4111-8111-111111111111',
    remote_host: 'localhost',
    http_service_type: 'nginx',
    http_port: 80,
    web_group: 'www-data',
    db_port: 3306,
    public_url: serverProperties.public_url.default({ http_port: (changes.http_port as number | undefined) ?? 80 }),
    ...changes,
  }) as unknown as Server

export const platform = (changes: Changes<Platform> = {}): Platform =>
  ({
    name: '@platform_x',
    type: 'platform',
    uuid: '22222222-2222-4222-8222-222222222222',
    root: '/srv/x',
    server: server(),
    web_server: server(),
    serving: { scripts: [], denied: [], uploads: [], hashSalt: true },
    ...changes,
  }) as unknown as Platform

/** A site as it reads when it is about to be installed: its database has a name already. */
export const site = (changes: Changes<Site> = {}): Site => {
  const on = (changes.platform as Platform | undefined) ?? platform()
  const uri = (changes.uri as string | undefined) ?? 'example.com'
  const redirection = (changes.redirection as boolean | string | undefined) ?? false
  return {
    name: `@${uri}`,
    type: 'site',
    uuid: '33333333-3333-4333-8333-333333333333',
    uri,
    platform: on,
    root: on.root,
    site_path: `${on.root}/sites/${uri}`,
    aliases: [],
    redirection,
    public_url: siteProperties.public_url.default({ uri, redirection, platform: on }),
    language: 'en',
    profile: 'standard',
    install_method: 'profile',
    code_updates: false,
    db_server: server(),
    db_name: 'examplecom',
    db_user: 'examplecom',
    db_type: 'mysql',
    db_host: '127.0.0.1',
    db_host_port: 3306,
    ...changes,
  } as unknown as Site
}
