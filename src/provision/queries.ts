import { declaredProperties } from '../catalog/schema.js'
import { unknownIn } from '../contexts/unknown.js'
import { closedJournals } from '../engine/journal/history.js'
import { openJournals } from '../engine/journal/read.js'
import { globMatcher } from '../lib/globs.js'
import { listed } from '../queries/list.js'
import { shownProperties, shownServices } from '../queries/show.js'
import type { DeclaredProperty, JournalLine, ListFilter, ListedContext, ShownContext } from './api.js'
import { journalLine } from './reports.js'
import { type Program, Session } from './session.js'

/** What the command line can ask without changing anything. */
export class Queries {
  constructor(protected readonly program: Program) {}

  protected session(): Session {
    return new Session(this.program)
  }

  async list(filter: ListFilter): Promise<readonly ListedContext[]> {
    const { hosts, planning } = this.session()
    return hosts.answer(() => listed(filter, planning))
  }

  async show(name: string, { resolved }: { readonly resolved: boolean }): Promise<ShownContext> {
    const { hosts, planning } = this.session()
    const { contexts, vault, store, catalog } = planning
    const context = contexts.get(name)
    const record = store.read(name)
    const unknown = unknownIn(record, contexts.schema)
    const hasSecret = (owner: string, property: string): boolean => vault.read(owner, property) !== undefined
    return hosts.answer(() => ({
      name,
      type: context.type,
      uuid: record.uuid,
      properties: shownProperties(context, { resolved, hasSecret }, contexts),
      services: shownServices(context, catalog),
      ...(unknown.length === 0 ? {} : { unknown }),
    }))
  }

  names(pattern: string): readonly string[] {
    return this.session().planning.store.names().filter(globMatcher(pattern))
  }

  async journal(): Promise<readonly JournalLine[]> {
    const { home } = this.program
    return [...closedJournals(home), ...openJournals(home)]
      .map(journalLine)
      .sort((one, other) => (one.since < other.since ? -1 : 1))
  }

  declared(): readonly DeclaredProperty[] {
    return declaredProperties(this.program.catalog)
  }
}
