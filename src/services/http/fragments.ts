import { hasSecret } from '../../contexts/secret.js'
import { ProvisionError } from '../../errors.js'
import type { HostReader } from '../../hosts/reader.js'

const snapshot = (path: string, host: HostReader): string => {
  const text = host.text(path) ?? ''
  if (hasSecret(text))
    throw new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${path} has a control character`, { fix: 'remove it' })
  return `# from ${path}\n${text.trimEnd()}\n\n# end of ${path}\n`
}

/**
 * The administrator's own directives: `*.conf` in a folder, sorted by name. They are copied, not included. So the web
 * server reads later exactly what was tested, even if the files change.
 */
export const fragments = (folder: string, host: HostReader): string =>
  host
    .list(folder)
    .filter((name) => name.endsWith('.conf') && /^[\w.@+-]+$/.test(name))
    .map((name) => `${folder}/${name}`)
    .filter((path) => !host.isDirectory(path))
    .map((path) => snapshot(path, host))
    .join('')
