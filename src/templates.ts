import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ProvisionError } from './errors.js'

type Handlebars = typeof import('handlebars')
type Template = (view: object) => string

const folder = 'templates'
const compiled = new Map<string, Template>()
let handlebars: Handlebars | undefined
let root: string | undefined

const above = (directory: string): string => {
  if (existsSync(join(directory, folder))) return directory
  if (dirname(directory) === directory)
    throw new ProvisionError('PROVISION_TEMPLATES_NOT_FOUND', `no folder ${folder} above ${import.meta.url}`)
  return above(dirname(directory))
}

/** The folder that holds `templates/`: the checkout, or where the package is installed. */
export const packageRoot = (): string => {
  root ??= above(dirname(fileURLToPath(import.meta.url)))
  return root
}

/** Loads the template language, once; planners, which render, are synchronous. */
export const loadTemplates = async (): Promise<void> => {
  handlebars ??= (await import('handlebars')).default
}

const compile = (name: string): Template => {
  if (handlebars === undefined) throw new Error('loadTemplates() comes before render()')
  const text = readFileSync(join(packageRoot(), folder, `${name}.hbs`), 'utf8')
  return handlebars.compile(text, { strict: true, noEscape: true })
}

/** The text of `templates/<name>.hbs` with the values of `view`, all of which must be there, quoted already. */
export const render = (name: string, view: object): string => {
  const template = compiled.get(name) ?? compile(name)
  compiled.set(name, template)
  return template(view)
}
