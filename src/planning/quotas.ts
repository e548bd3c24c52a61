import { codePlace } from '../applications/code-host.js'
import type { Context } from '../contexts/context.js'
import { wasVerified } from '../contexts/planning.js'
import { isDeleted } from '../contexts/record.js'
import type { Client } from '../contexts/types/client.js'
import type { Site } from '../contexts/types/site.js'
import { thisMachine } from '../hosts/reader.js'
import type { QuotaStep } from '../steps/quota.js'
import type { TaskPlanning } from './planning.js'
import { placeOf, serversOf } from './services.js'

/** The switch by which a task measures folders to the end. */
const measure = 'measure'

const factors: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 }

const bytesIn = (size: string): number => Number(size.slice(0, -1)) * (factors[size.slice(-1)] ?? 1)

/** The sites that a client has; one that was deleted counts again when it is set up anew. */
const sitesOf = (client: Client, asked: Context, planning: TaskPlanning): readonly Site[] =>
  (planning.referring(client, 'client') as readonly Site[]).filter(
    ({ name }) => name === asked.name || !isDeleted(planning.store.read(name)),
  )

const foldersOf = (sites: readonly Site[], planning: TaskPlanning) =>
  sites.flatMap((site) => {
    const server = placeOf(site, planning)
    return server === undefined ? [] : [{ on: codePlace(site, server, planning).host, name: site.site_path }]
  })

const databasesOf = (sites: readonly Site[], planning: TaskPlanning) =>
  sites.flatMap((site) =>
    serversOf(site, 'db', planning).flatMap(({ name: on }) =>
      site.db_name === undefined ? [] : [{ on, name: site.db_name }],
    ),
  )

const limited = (limit: string, of: NonNullable<QuotaStep['disk']>['of']) => ({ limit, bytes: bytesIn(limit), of })

const clientOf = (context: Context): Client | undefined => {
  if (context.type === 'client') return context
  return context.type === 'site' ? context.client : undefined
}

/** The quotas of a client, for itself and for each of its sites. None where nothing is limited. */
export const quotaSteps = (context: Context, planning: TaskPlanning): readonly QuotaStep[] => {
  const client = clientOf(context)
  if (client === undefined) return []
  const { name, quota_sites, quota_disk, quota_database } = client
  if (quota_sites === undefined && quota_disk === undefined && quota_database === undefined) return []
  const sites = sitesOf(client, context, planning)
  const made = sites.filter((site) => wasVerified(site.name, planning))
  return [
    {
      kind: 'quota',
      stage: 'secret',
      host: thisMachine,
      context: context.name,
      title: `measure what ${name} uses`,
      client: name,
      grows: context.type === 'site' && !wasVerified(context.name, planning),
      isPatient: planning.asked.has(measure),
      ...(quota_sites === undefined ? {} : { sites: { most: quota_sites, names: sites.map((site) => site.name) } }),
      ...(quota_disk === undefined ? {} : { disk: limited(quota_disk, foldersOf(made, planning)) }),
      ...(quota_database === undefined ? {} : { database: limited(quota_database, databasesOf(made, planning)) }),
    },
  ]
}
