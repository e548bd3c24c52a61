import { declaredProperties } from '../catalog/schema.js'
import type { DeclaredProperty, Json } from '../contexts/property.js'
import { unknownIn } from '../contexts/unknown.js'
import { type JournalText, isIdFor } from '../engine/journal/format.js'
import { closedJournals } from '../engine/journal/history.js'
import { givenUpJournals, openJournals } from '../engine/journal/read.js'
import { keptJournals } from '../engine/kept.js'
import { ProvisionError } from '../errors.js'
import { globMatcher } from '../lib/globs.js'
import { allPresent } from '../planning/select.js'
import { listed } from '../queries/list.js'
import { shownProperties, shownValue } from '../queries/show.js'
import { shownServices } from '../queries/shown-services.js'
import type { JournalDetail, JournalFilter, JournalLine, ListFilter, ListedContext, ShownContext } from './api.js'
import { journalDetail } from './journal-detail.js'
import { type JournalPlace, filteredLines, journalLine } from './journal-line.js'
import { type Program, Session } from './session.js'

/** Queries of the command line that change nothing. */
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
    const isKept = (owner: string, property: string): boolean => vault.read(owner, property) !== undefined
    return hosts.answer(() => ({
      name,
      type: context.type,
      uuid: record.uuid,
      properties: shownProperties(context, { resolved, isKept }, contexts),
      services: shownServices(context, catalog),
      ...(unknown.length === 0 ? {} : { unknown }),
    }))
  }

  async value(name: string, path: string): Promise<Json> {
    const { hosts, planning, vault } = this.session()
    const { contexts } = planning
    return hosts.answer(() => shownValue(contexts.get(name), path, contexts, vault.read))
  }

  names(pattern: string, { present }: { readonly present: boolean }): readonly string[] {
    const { contexts, store } = this.session().planning
    return (present ? allPresent(contexts) : store.names()).filter(globMatcher(pattern))
  }

  async journal(filter: JournalFilter): Promise<readonly JournalLine[]> {
    return filteredLines(
      this.#journals().map(({ journal, place }) => journalLine(journal, place)),
      filter,
    )
  }

  async journalOf(id: string): Promise<JournalDetail> {
    const { journal, place } = onlyOne(id, this.#journals())
    return journalDetail(journal, place)
  }

  declared(): readonly DeclaredProperty[] {
    return declaredProperties(this.program.catalog)
  }

  #journals(): readonly FoundJournal[] {
    const { home } = this.program
    const found = {
      kept: keptJournals(home),
      closed: closedJournals(home),
      open: openJournals(home),
      'given up': givenUpJournals(home),
    } as const satisfies Record<JournalPlace, readonly JournalText[]>
    return Object.entries(found).flatMap(([place, journals]) =>
      journals.map((journal) => ({ journal, place: place as JournalPlace })),
    )
  }
}

interface FoundJournal {
  readonly journal: JournalText
  readonly place: JournalPlace
}

/** The journal whose id begins or ends with the given part. */
const onlyOne = (part: string, journals: readonly FoundJournal[]): FoundJournal => {
  const [found, ...others] = journals.filter(({ journal }) => isIdFor(part, journal.header.id))
  if (found !== undefined && others.length === 0) return found
  const message = found === undefined ? `there is no journal ${part}` : `${part} matches ${others.length + 1} journals`
  throw new ProvisionError('PROVISION_USAGE', message, { fix: 'provision-journal shows them' })
}
