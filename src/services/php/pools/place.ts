import { posix } from 'node:path'
import type { Context } from '../../../contexts/context.js'
import type { Planning } from '../../../contexts/planning.js'
import type { Server } from '../../../contexts/types/server.js'
import { ProvisionError } from '../../../errors.js'
import { rootSandboxes } from '../../../lib/home-folders.js'
import { command } from '../../../lib/shell-word.js'
import { packageRoot } from '../../../templates/package-root.js'
import { rootConf } from '../root-conf.js'
import type { PoolForm } from './form.js'

/** The context, host and root helper of a step. */
export const helperPlace = ({ name: context }: Context, server: Server, planning: Planning) => ({
  context,
  host: planning.host(server).host,
  helper: server.root_helper,
})

/** Whether the root helper has made something: `clients/acme`. Everybody can read the folder of its state. */
export const hasMade = (name: string, server: Server, planning: Planning): boolean => {
  const conf = rootConf(server, planning)
  return conf !== undefined && planning.host(server).exists(posix.join(conf.state, name))
}

/** How root installs the root helper; that of a sandbox comes with it. */
export const installation = ({ script_user, root_helper }: Server): string =>
  root_helper.startsWith(rootSandboxes)
    ? 'provision sandbox start --clients'
    : command`as root: ${posix.join(packageRoot, 'bin/install-root-helper')} --user=${script_user} --web-user=www-data`

export const requireHelper = ({ name }: Context, server: Server, planning: Planning): void => {
  if (rootConf(server, planning) !== undefined) return
  throw new ProvisionError('PROVISION_NEED_MISSING', `${name}: there is no root helper at ${server.root_helper}`, {
    fix: `${installation(server)}; ${command`or one pool for all: provision-save ${server.name} --php_isolation=shared`}`,
    context: name,
  })
}

/** What the root helper lacks for pools of a form. */
export const requireForm = ({ name }: Context, { lacks }: PoolForm, server: Server, planning: Planning): void => {
  const conf = rootConf(server, planning)
  const lack = conf === undefined ? undefined : lacks(conf)
  if (lack === undefined) return
  throw new ProvisionError('PROVISION_NEED_MISSING', `${name}: the root helper at ${server.root_helper} ${lack}`, {
    fix: `${installation(server)}; ${command`or pools of the php-fpm of the machine: provision-save ${server.name} --php_service_type=fpm`}`,
    context: name,
  })
}
