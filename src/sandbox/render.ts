import { loadTemplates, render as rendered } from '../templates/render.js'
import type { Configuration } from './server.js'

export const render = async ({ template, values }: Configuration): Promise<string> => {
  await loadTemplates()
  return rendered(`sandbox/${template}`, values)
}
