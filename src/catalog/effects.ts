import { isDeepStrictEqual } from 'node:util'
import type { Application } from '../applications/application.js'
import { applicationNameOf } from '../applications/lookup.js'
import type { Context } from '../contexts/context.js'
import { parentOf, typeNamed } from '../contexts/context-type.js'
import type { Planning } from '../contexts/planning.js'
import type { Property } from '../contexts/property.js'
import type { ContextRecord } from '../contexts/record.js'
import type { Platform } from '../contexts/types/platform.js'
import type { Complaint } from '../errors.js'
import { readOr } from '../hosts/snapshot-reader.js'
import { command } from '../lib/shell-word.js'
import type { Catalog } from './catalog.js'
import { chosenType, isChosen } from './choices.js'
import { type Declaration, declarationsFor } from './declarations.js'

/** A context with given values. */
export interface Subject {
  readonly record: ContextRecord
  readonly context: Context
  readonly catalog: Catalog
  readonly planning: Planning
}

const applicationOf = ({ context, catalog }: Subject): Application | undefined => {
  const name = readOr(
    () => applicationNameOf(context, catalog.contextTypes),
    () => undefined,
  )
  return catalog.applications.find((application) => application.name === name)
}

const platformOf = ({ context, catalog }: Subject): Platform =>
  (context.type === 'platform' ? context : parentOf(context, catalog.contextTypes)) as Platform

/** Why a service does nothing for a context. One that its server does not offer yet is only warned of. */
const withoutService = ({ service: name, serviceType }: Declaration, subject: Subject): string | undefined => {
  const { record, catalog } = subject
  const service = catalog.services.find((known) => known.name === name)
  if (service === undefined) return undefined
  if (typeNamed(catalog.contextTypes, record.context_type)?.offersServices)
    return isChosen(chosenType(record, service.name), serviceType)
      ? undefined
      : `${record.name} does not offer the service ${[name, serviceType].filter(Boolean).join('/')}`
  const application = applicationOf(subject)
  const isUnneeded = service.onDemand && application !== undefined && !application.needs.includes(service.name)
  return isUnneeded ? `sites of the application ${application.name} use no ${service.name}` : undefined
}

/** Why the declaration of a property does nothing for a context. */
const withoutDeclaration = (declaration: Declaration, subject: Subject): string | undefined => {
  if (declaration.service !== undefined) return withoutService(declaration, subject)
  const application = applicationOf(subject)
  const isOfAnother = declaration.application !== undefined && application !== undefined
  if (!isOfAnother || declaration.application === application.name) return undefined
  return `it is for the application ${declaration.application}, and this one is ${application.name}`
}

const withoutUse = (key: string, subject: Subject): string | undefined => {
  const application = applicationOf(subject)
  if (application === undefined || application.uses?.(platformOf(subject)).includes(key)) return undefined
  return `the installation of the application ${application.name} does not use it here`
}

const withoutProperty = (key: string, property: Property, subject: Subject): string | undefined => {
  const { context, planning } = subject
  if (property.isForApplications) return withoutUse(key, subject)
  return readOr(
    () => property.withoutEffect?.(context as never, planning),
    () => undefined,
  )
}

/** Why a given property does nothing, if no declaration carries it out. */
const whyWithoutEffect = (key: string, subject: Subject): string | undefined => {
  const { record, catalog } = subject
  const declarations = declarationsFor(catalog, record.context_type).filter(({ properties }) =>
    Object.hasOwn(properties, key),
  )
  const reasons = declarations.map((declaration) => withoutDeclaration(declaration, subject))
  const property = declarations[reasons.indexOf(undefined)]?.properties[key]
  return property === undefined ? reasons[0] : withoutProperty(key, property, subject)
}

const isDefault = (key: string, { record: { context_type, properties }, catalog }: Subject): boolean =>
  declarationsFor(catalog, context_type).some((declaration) =>
    isDeepStrictEqual(declaration.properties[key]?.default, properties[key]),
  )

/** Complaints about given values that nothing carries out. A value that is the default anyway says nothing. */
export const withoutEffect = (subject: Subject, keys: readonly string[]): readonly Complaint[] =>
  keys
    .filter((key) => subject.record.properties[key] !== undefined && !isDefault(key, subject))
    .flatMap((key) => {
      const why = whyWithoutEffect(key, subject)
      const { name } = subject.record
      if (why === undefined) return []
      return [
        {
          path: `${name}/${key}`,
          message: `has no effect: ${why}`,
          fix: command`leave it out, or remove it: provision-save ${name} --${key}=null`,
        },
      ]
    })
