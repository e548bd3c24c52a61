import type { Catalog } from '../../src/catalog/catalog.js'
import { programOf } from '../../src/provision/provision.js'
import { Session } from '../../src/provision/session.js'
import { wholeCatalog } from './catalog.js'

/** A session as a new task of a home gets it. */
export const sessionOf = (home: string, catalog: Catalog = wholeCatalog): Session =>
  new Session(programOf(home, { catalog }))
