import { apache } from './apache.js'
import { mariadb } from './mariadb.js'
import { nginx } from './nginx.js'
import { phpFpm } from './php-fpm.js'
import { type HttpType, type SandboxServer, type ServerName, httpTypes, proxyName } from './server.js'
import { tlsProxy } from './tls-proxy.js'

export const servers: Readonly<Record<ServerName, SandboxServer>> = {
  mariadb,
  'php-fpm': phpFpm,
  nginx,
  apache,
  'nginx-tls-proxy': tlsProxy('nginx'),
  'apache-tls-proxy': tlsProxy('apache'),
}

/** Adds new types at the end, because the first one belongs to @server_master. */
export const joinTypes = (known: readonly HttpType[], wanted: readonly HttpType[]): readonly HttpType[] => {
  const types = [...new Set([...known, ...wanted])]
  return types.length > 0 ? types : [httpTypes[0]]
}

export const serversFor = (http: readonly HttpType[], tlsProxy = false): readonly SandboxServer[] =>
  (['mariadb', 'php-fpm', ...http, ...(tlsProxy ? http.map(proxyName) : [])] as const).map((name) => servers[name])
