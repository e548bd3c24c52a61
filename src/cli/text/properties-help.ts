import type { DeclaredProperty } from '../../contexts/property.js'
import { wrap } from './wrap.js'

const defaultText = ({ property }: DeclaredProperty): string | undefined => {
  if (property.defaultText !== undefined) return property.defaultText
  const { default: value } = property
  if (value === undefined || typeof value === 'function') return undefined
  return Array.isArray(value) && value.length === 0 ? undefined : String(value)
}

/** The origin of a property in words: `nginx`, `http`, or nothing. */
export const originText = ({ service, serviceType }: DeclaredProperty): string =>
  service === undefined ? '' : [service, serviceType].filter(Boolean).join(' ')

/** `required`, `default: 80`, `secret` and the like, as one phrase. */
export const remarks = (declared: DeclaredProperty): string => {
  const byDefault = defaultText(declared)
  return [
    ...(declared.property.required ? ['required'] : []),
    ...(declared.property.secret ? ['secret'] : []),
    ...(byDefault === undefined ? [] : [`default: ${byDefault}`]),
  ].join(', ')
}

const lines = (declared: DeclaredProperty, width: number, columns: number): readonly string[] => {
  const { name, property } = declared
  const remark = remarks(declared)
  return [
    wrap(`    --${name.padEnd(width - 2)}  ${property.description}`, columns, width + 2),
    wrap(`    ${' '.repeat(width)}  ${property.values}${remark === '' ? '' : ` (${remark})`}`, columns),
  ]
}

const section = (title: string, declared: readonly DeclaredProperty[], columns: number): readonly string[] => {
  const width = Math.max(...declared.map(({ name }) => name.length + 2))
  return declared.length === 0
    ? []
    : ['', `  ${title}`, ...declared.flatMap((property) => lines(property, width, columns))]
}

/** The types of contexts, in the order of their references. */
export const typesOf = (declared: readonly DeclaredProperty[]): readonly string[] => [
  ...new Set(declared.map(({ contextType }) => contextType)),
]

/** The properties that a user may set, by type of contexts and by origin. */
export const propertiesHelp = (declared: readonly DeclaredProperty[], columns: number): string => {
  const given = declared.filter(({ property }) => property.source === 'given')
  const sections = typesOf(given).flatMap((type) => {
    const ofType = given.filter(({ contextType }) => contextType === type)
    return [...new Set(ofType.map(originText))].flatMap((origin) =>
      section(
        origin === '' ? `of a ${type}` : `of a ${type}, with ${origin}`,
        ofType.filter((property) => originText(property) === origin),
        columns,
      ),
    )
  })
  return ['', 'PROPERTIES', '  --property=null goes back to the default', ...sections, ''].join('\n')
}
