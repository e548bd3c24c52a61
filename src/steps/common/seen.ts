import { inHome } from '../../lib/home-folders.js'

/** What the last verify or installation has seen of the data of a context. */
export interface Seen {
  /** UUID of the context. Another context with the same name begins anew. */
  readonly uuid: string
  /** ISO 8601. Renewed once a day. */
  readonly at: string
  readonly data: Readonly<Record<string, 'empty' | 'filled'>>
}

export const seenPath = (home: string, context: string): string => inHome(home, 'seen', `${context.slice(1)}.json`)

/** A damaged file counts as none: then all data that steps hold must be there. */
export const readSeen = (text: string | undefined, uuid: string): Seen | undefined => {
  try {
    const seen = JSON.parse(text ?? '') as Seen
    return seen.uuid === uuid && typeof seen.at === 'string' && typeof seen.data === 'object' && seen.data !== null
      ? seen
      : undefined
  } catch {
    return undefined
  }
}

/** What an intent knows of the data of its context. */
export interface DataKnown {
  readonly uuid: string
  readonly seen?: Seen
  /** Whether the data must be there, because the context was verified. */
  readonly expected: boolean
  /** Whether the application of the context was installed. */
  readonly isInstalled: boolean
  /** Whether the user has accepted that data is lost. */
  readonly lossAccepted?: boolean
  /** Whether only the data is looked at. Then no step runs. */
  readonly onlyLooks?: boolean
}
