import type { ListedContext } from '../provision/api.js'
import { unknownRemark } from './unknown-text.js'

export const listFormats = ['table', 'names', 'json'] as const
export type ListFormat = (typeof listFormats)[number]

const servicesText = (services: ListedContext['services']): string =>
  Object.entries(services)
    .map(([service, type]) => `${service}: ${type}`)
    .join(', ')

const remark = ({ services, damage, unknown }: ListedContext): string => {
  const parts = [servicesText(services), unknownRemark(unknown)]
  return damage ?? parts.filter(Boolean).join('; ')
}

const row = (context: ListedContext): string[] => [context.name, context.type, context.on ?? '', remark(context)]

const tableText = async (contexts: readonly ListedContext[]): Promise<string> => {
  const { default: Table } = await import('cli-table3')
  const none = Object.fromEntries(
    ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'].map((at) => [
      at,
      '',
    ]),
  )
  const bare = { ...none, left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' }
  const style = { head: [], border: [], 'padding-left': 0, 'padding-right': 0 }
  const table = new Table({ head: ['NAME', 'TYPE', 'ON', 'SERVICES'], chars: bare, style })
  table.push(...contexts.map(row))
  return table.toString().replace(/ +$/gm, '')
}

/** A table for people, bare names for scripts. */
export const listText = async (contexts: readonly ListedContext[], format: ListFormat): Promise<string> =>
  format === 'table' && contexts.length > 0 ? tableText(contexts) : contexts.map(({ name }) => name).join('\n')
