import type { DeclaredProperty } from '../../contexts/property.js'
import { type DescribedCommand, argWords, flagValues, flagsOf, topicsOf, verbOf } from './command-words.js'
import { byType, propertyValues, withDot } from './property-words.js'
import { type Table, unique } from './table.js'

/**
 * The words of a completion script. The shell expands words in angle brackets: `<server>` to contexts
 * named like servers, `<context>` to all contexts, `<path>` and `<where>` to paths of properties, `<journal>` and
 * `<file>` to journals and files, `<unsettled>` to journals that may be given up, `<undoable>` to contexts and journals
 * that may be undone.
 */
export interface CompletionTables {
  readonly verbs: readonly string[]
  readonly topics: Table
  /** By verb. */
  readonly flags: Table
  readonly args: Table
  /** By verb and flag: `list --format`. */
  readonly values: Table
  /** By type of contexts. */
  readonly properties: Table
  readonly conditions: Table
  readonly givenFlags: Table
  /** By property. */
  readonly propertyValues: Table
  /** By type and property: the type that it refers to. */
  readonly references: Table
}

export const completionTables = (
  commands: readonly DescribedCommand[],
  declared: readonly DeclaredProperty[],
): CompletionTables => {
  const given = declared.filter(({ property }) => property.source === 'given')
  const references = declared.filter(({ property }) => property.reference !== undefined)
  return {
    verbs: unique(commands.map(({ id }) => verbOf(id).split(' ')[0] ?? '')),
    topics: topicsOf(commands.map(({ id }) => id)),
    flags: new Map(commands.map((command) => [verbOf(command.id), flagsOf(command)])),
    args: new Map(commands.map(({ id, args = {} }) => [verbOf(id), unique(Object.entries(args).flatMap(argWords))])),
    values: flagValues(commands, declared),
    properties: byType(declared, (property) => [property.name, ...withDot(property)]),
    conditions: byType(declared, (property) => [`${property.name}=`, ...withDot(property)]),
    givenFlags: byType(given, ({ name }) => [`--${name}=`]),
    propertyValues: propertyValues(declared),
    references: new Map(
      references.map(({ contextType, name, property }) => [`${contextType}.${name}`, [String(property.reference)]]),
    ),
  }
}
