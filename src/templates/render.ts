import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compiledTemplates } from './compiled-templates.js'
import { packageRoot } from './package-root.js'

type Compiler = typeof import('handlebars')
type Runtime = Pick<Compiler, 'template'>
type Template = (view: object) => string

const loaded = new Map<string, Template>()
let handlebars: Runtime | undefined

const ready = (name: string, { template }: Runtime): Template | undefined => {
  const specification = compiledTemplates[name]
  return specification === undefined ? undefined : template(specification)
}

const fromFile = (name: string, { compile }: Compiler): Template =>
  compile(readFileSync(join(packageRoot, 'templates', `${name}.hbs`), 'utf8'), { strict: true, noEscape: true })

const isBuilt = Object.keys(compiledTemplates).length > 0

const runtime = async (): Promise<Runtime> =>
  // The package has no types for it.
  (await import('handlebars/runtime.js')).default as unknown as Runtime

/**
 * Loads the template language once; in the built program only the part that renders. Planners render synchronously, so
 * this comes first.
 */
export const loadTemplates = async (): Promise<void> => {
  handlebars ??= isBuilt ? await runtime() : (await import('handlebars')).default
}

const load = (name: string): Template => {
  if (handlebars === undefined) throw new Error('call loadTemplates() before render()')
  return ready(name, handlebars) ?? fromFile(name, handlebars as Compiler)
}

/** Renders `templates/<name>.hbs`. `view` must contain all values of the template, already quoted. */
export const render = (name: string, view: object): string => {
  const template = loaded.get(name) ?? load(name)
  loaded.set(name, template)
  return template(view)
}
