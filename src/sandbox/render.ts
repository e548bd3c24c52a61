import { readFileSync } from 'node:fs'
import { packageRoot } from '../package-root.js'
import type { Configuration } from './server.js'

export const render = async ({ template, values }: Configuration): Promise<string> => {
  const { default: handlebars } = await import('handlebars')
  const text = readFileSync(`${packageRoot}/templates/sandbox/${template}.hbs`, 'utf8')
  return handlebars.compile(text, { strict: true, noEscape: true })(values)
}
