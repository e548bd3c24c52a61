import { ProvisionError } from '../errors.js'

type Library = typeof import('tldts')

let library: Library | undefined

/** Loads the public suffixes of ICANN's registries. Rules are synchronous, so this comes first. */
export const loadPublicSuffixes = async (): Promise<void> => {
  library ??= await import('tldts')
}

export const arePublicSuffixesLoaded = (): boolean => library !== undefined

/** A name is new that was not when the task began. Only then are the suffixes not loaded. */
const changedMeanwhile = (host: string): ProvisionError =>
  new ProvisionError('PROVISION_LOCKED', `another task has changed the context with ${host} meanwhile`, {
    fix: 'retry',
  })

/** Reserved for networks at home (RFC 8375), although the list has it. */
const forHomes = 'home.arpa'

/**
 * Whether names right below a host are registered by anybody, as below `com` and `co.uk`. False for names that no
 * registry of ICANN has, such as `localhost`, `test` and `internal`.
 */
const isRegistry = (host: string): boolean => {
  if (library === undefined) throw changedMeanwhile(host)
  const { isIcann, publicSuffix } = library.parse(host, { extractHostname: false })
  return isIcann === true && publicSuffix === host && host !== forHomes
}

/** The public suffix that a name would take: that of `com`, `*.com`, `com/shop`; `*.kawasaki.jp` would take many. */
export const takenSuffix = (name: string): string | undefined => {
  const [host = ''] = name.split('/')
  const base = host.replace(/^\*\./, '')
  const isTaken = isRegistry(base) || (base !== host && isRegistry(`any.${base}`))
  return isTaken ? base : undefined
}
