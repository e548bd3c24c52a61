import { hasSecret } from '../../contexts/secret.js'
import { ProvisionError } from '../../errors.js'
import type { Look } from '../../hosts/look.js'

const isFile = (path: string, look: Look): boolean => !look.exists(`${path}/.`)

const snapshot = (path: string, look: Look): string => {
  const text = look.text(path) ?? ''
  if (hasSecret(text))
    throw new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${path} has a control character`, { fix: 'take it out' })
  return `# from ${path}\n${text.trimEnd()}\n\n# end of ${path}\n`
}

/**
 * The administrator's own directives, `*.conf` of a folder in the order of their names. They are copied, not included:
 * what the web server reads next time is what was tested, however the files have changed since.
 */
export const fragments = (folder: string, look: Look): string =>
  (look.exists(folder) ? look.list(folder) : [])
    .filter((name) => name.endsWith('.conf') && /^[\w.@+-]+$/.test(name))
    .map((name) => `${folder}/${name}`)
    .filter((path) => isFile(path, look))
    .map((path) => snapshot(path, look))
    .join('')
