import type { Context } from '../../../contexts/context.js'
import { ownUser } from '../../../contexts/own-user.js'
import type { Planning } from '../../../contexts/planning.js'
import type { Server } from '../../../contexts/types/server.js'
import type { Site } from '../../../contexts/types/site.js'
import type { Step } from '../../../steps/common/step.js'
import type { PhpPoolStep } from '../../../steps/php-pool.js'
import type { Transition } from '../../planner.js'
import { poolId } from '../confinement.js'
import { clientStep } from './client.js'
import { limitsOf } from './limits.js'
import type { PoolForm } from './form.js'
import { hasMade, helperPlace, requireForm, requireHelper } from './place.js'

/** The client, if it has no user on the server yet. */
export const openedBy = ({ client, php_user }: Site, server: Server, planning: Planning): readonly Context[] =>
  client === undefined || php_user !== client.unix_name || hasMade(`clients/${php_user}`, server, planning)
    ? []
    : [client]

const poolStep = (
  site: Site,
  server: Server,
  planning: Planning,
  pool: Pick<PhpPoolStep, 'title' | 'stage' | 'state' | 'user' | 'limits' | 'folder'>,
): PhpPoolStep => ({ kind: 'php-pool', ...helperPlace(site, server, planning), id: poolId(site), ...pool })

const present = (
  { site, user, form: { folder } }: { readonly site: Site; readonly user: string; readonly form: PoolForm },
  server: Server,
  planning: Planning,
): readonly Step[] => [
  ...(site.php_isolation === 'site' ? [clientStep(helperPlace(site, server, planning), user, 'present')] : []),
  poolStep(site, server, planning, {
    title: `make the pool of PHP of ${site.uri}`,
    stage: 'file',
    state: 'present',
    user,
    limits: limitsOf(site, server, planning),
    ...(folder === undefined ? {} : { folder: folder(site) }),
  }),
]

/** The pool, and the site's own user, as far as they are there and not wanted. */
const absent = (site: Site, isKept: boolean, server: Server, planning: Planning): readonly Step[] => {
  const user = ownUser(site)
  const title = `remove the pool of PHP of ${site.uri}`
  return [
    ...(isKept || !hasMade(`pools/${poolId(site)}`, server, planning)
      ? []
      : [poolStep(site, server, planning, { title, stage: 'withdraw', state: 'absent' })]),
    ...(hasMade(`clients/${user}`, server, planning) && !(isKept && site.php_user === user)
      ? [clientStep(helperPlace(site, server, planning), user, 'absent')]
      : []),
  ]
}

/** The pool of a site as its user, or none where the site is in the shared pool. */
export const verifySite =
  (form: PoolForm) =>
  (site: Site, server: Server, planning: Planning): readonly Step[] => {
    const { php_user } = site
    if (php_user === undefined) return absent(site, false, server, planning)
    requireHelper(site, server, planning)
    requireForm(site, form, server, planning)
    return [...present({ site, user: php_user, form }, server, planning), ...absent(site, true, server, planning)]
  }

export const withdrawSite = ({ from, to }: Transition<'site'>, server: Server, planning: Planning): readonly Step[] =>
  to === undefined ? absent(from, false, server, planning) : []
