import type { DeclaredProperty, JournalLine, ListFilter, ListedContext, ShownContext } from './api.js'
import { unknownIn } from '../contexts/unknown.js'
import { closedJournals } from '../engine/journal/history.js'
import { openJournals } from '../engine/journal/read.js'
import { globMatcher } from '../lib/globs.js'
import { journalLine } from './reports.js'
import { declaredProperties } from '../catalog/schema.js'
import type { Session } from './session.js'
import { listed } from '../tasks/list.js'
import { shownProperties, shownServices } from '../tasks/show.js'

/** What the command line can ask without changing anything. */
export class Questions {
  constructor(protected readonly session: Session) {}

  async list(filter: ListFilter): Promise<readonly ListedContext[]> {
    return listed(filter, this.session.reading)
  }

  async show(name: string, { resolved }: { readonly resolved: boolean }): Promise<ShownContext> {
    const { contexts, vault, store, catalog } = this.session
    const context = contexts.get(name)
    const record = store.read(name)
    const unknown = unknownIn(record, contexts.schema)
    const hasSecret = (owner: string, property: string): boolean => vault.read(owner, property) !== undefined
    return {
      name,
      type: context.type,
      uuid: record.uuid,
      properties: shownProperties(context, { resolved, hasSecret }, contexts),
      services: shownServices(context, catalog),
      ...(unknown.length === 0 ? {} : { unknown }),
    }
  }

  names(pattern: string): readonly string[] {
    return this.session.store.names().filter(globMatcher(pattern))
  }

  async journal(): Promise<readonly JournalLine[]> {
    const { home } = this.session
    return [...closedJournals(home), ...openJournals(home)]
      .map(journalLine)
      .sort((one, other) => (one.since < other.since ? -1 : 1))
  }

  declared(): readonly DeclaredProperty[] {
    return declaredProperties(this.session.catalog)
  }
}
