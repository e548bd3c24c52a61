import type { Planning } from '../../contexts/planning.js'
import type { ValuesOf } from '../../contexts/property.js'
import { flag, list, shape } from '../../contexts/shapes.js'
import type { Client } from '../../contexts/types/client.js'
import type { Site } from '../../contexts/types/site.js'
import { rootHelper } from '../root-helper.js'

/** As many systems as possible have to take it; a verify of the server tells which names are too long for some. */
const groupPattern = /^[a-z_][a-z0-9_-]{0,31}$/

const unixGroup = shape('UNIX group', (given) => {
  const name = String(given)
  if (groupPattern.test(name)) return name
  throw new Error('not a UNIX group: a letter or _, then a-z, 0-9, _ and -, 32 characters at most')
})

const withoutService = (site: Site, planning: Planning): string | undefined =>
  planning.servers(site, 'acl').length > 0
    ? undefined
    : `its web server offers no ACLs: provision-save ${site.platform.web_server.name} --acl_service_type=posix`

export const serverProperties = { root_helper: rootHelper } as const

export const siteProperties = {
  acl_groups: {
    ...list(unixGroup, {
      values: 'list of UNIX groups',
      description: 'groups whose members work on the site: they read its settings, and write its files',
      default: ({ client }: { readonly client: Client | undefined }): readonly string[] =>
        client === undefined ? [] : [client.unix_name],
      defaultText: 'the group of the client',
      example: 'acme,acme-agency',
    }),
    withoutEffect: withoutService,
  },
  acl_code: {
    ...flag({
      description:
        'whether the groups of the site may change its own code (modules, themes, plugins), too; its PHP may not',
      default: false,
    }),
    withoutEffect: withoutService,
  },
  acl_contexts: {
    ...flag({
      description:
        "whether the groups of the site may read its context file and that of its platform, too; never a server's",
      default: false,
    }),
    withoutEffect: withoutService,
  },
} as const

declare module '../../contexts/types/site.js' {
  interface SiteValues extends ValuesOf<typeof siteProperties> {}
}
