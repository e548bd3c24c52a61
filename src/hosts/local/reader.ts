import { readdirSync, statSync } from 'node:fs'
import { type Facts, type HostReader, thisMachine } from '../reader.js'
import { ignoringMissing } from './missing.js'
import type { Ways } from './way.js'
import { permitted } from './permitted.js'
import { regularText } from './regular-file.js'

/** This machine as planners see it. Each question has an answer at once. */
export const localReader = (home: string, facts: Facts, ways: Ways): HostReader => ({
  host: thisMachine,
  home,
  facts,
  text: (path) => regularText(path),
  exists: (path) => permitted(path, 'exists'),
  isDirectory: (path) => ignoringMissing(() => statSync(path, { throwIfNoEntry: false })?.isDirectory()) === true,
  way: ways.to,
  list: (path) => ignoringMissing(() => readdirSync(path).sort()) ?? [],
})
