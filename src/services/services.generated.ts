// Written by scripts/lists.mjs from the folders: do not edit.
import { service as acl } from './acl/index.js'
import { serviceType as aclPosix } from './acl/posix/index.js'
import { service as db } from './db/index.js'
import { serviceType as dbMysql } from './db/mysql/index.js'
import { service as http } from './http/index.js'
import { serviceType as httpApache } from './http/apache/index.js'
import { serviceType as httpNginx } from './http/nginx/index.js'
import { service as php } from './php/index.js'
import { serviceType as phpFpm } from './php/fpm/index.js'
import { serviceType as phpFpmUnit } from './php/fpm_unit/index.js'
import type { Service, ServiceType } from './service.js'

export const services = {
  acl,
  db,
  http,
  php,
} as const satisfies Readonly<Record<string, Service>>

export const serviceTypes = {
  'acl/posix': aclPosix,
  'db/mysql': dbMysql,
  'http/apache': httpApache,
  'http/nginx': httpNginx,
  'php/fpm': phpFpm,
  'php/fpm_unit': phpFpmUnit,
} as const satisfies Readonly<Record<string, ServiceType>>
