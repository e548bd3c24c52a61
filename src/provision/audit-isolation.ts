import { pairsOf } from '../audit/isolation.js'
import { type Pair, triesOf } from '../audit/tries.js'
import { ProvisionError } from '../errors.js'
import type { AuditRequest, IsolationReport } from './api.js'
import type { Session } from './session.js'

/** A process of the other site's PHP, whose memory there is to be tried. */
const wake = async ({ other }: Pair, session: Session): Promise<void> => {
  const { http_address, http_port } = other.platform.web_server
  const address = http_address === '*' ? '127.0.0.1' : http_address
  await session.hosts.here
    .request({ address, port: http_port, host: `${other.uri}:${http_port}`, path: '/', timeoutSeconds: 10 })
    .catch(() => undefined)
}

const reportOf = async (pair: Pair, session: Session): Promise<IsolationReport> => {
  const names = { site: pair.own.name, other: pair.other.name }
  try {
    await wake(pair, session)
    const { planning, vault, hosts } = session
    return { ...names, ...(await triesOf(pair, { planning, vault, host: hosts.here })) }
  } catch (error) {
    if (error instanceof ProvisionError) return { ...names, tries: [], error }
    throw error
  }
}

/** Tries of each site to get at one of another client, one after the other. */
export const auditIsolation = async (request: AuditRequest, session: Session): Promise<readonly IsolationReport[]> => {
  const pairs = await session.hosts.answer(() => pairsOf(request, session.planning))
  const reports: IsolationReport[] = []
  for (const pair of pairs)
    reports.push(
      'error' in pair ? { site: pair.own.name, tries: [], error: pair.error } : await reportOf(pair, session),
    )
  return reports
}
