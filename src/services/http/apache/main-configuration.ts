import { pathsIn, readableText } from '../error-logs.js'
import type { WebServer } from '../view/server.js'

const debianFile = '/etc/apache2/apache2.conf'
const debianFolders = ['/etc/apache2/conf-enabled', '/etc/apache2/sites-enabled']

/** The main configuration, and what Debian includes from there. If it is not Debian's, the test command names it. */
export const mainFiles = ({ testCommand = '', host }: WebServer): readonly string[] => {
  const given = / -f (\S+)/.exec(testCommand)?.[1]
  if (given !== undefined) return [given]
  return [debianFile, ...debianFolders.flatMap((folder) => host.list(folder).map((name) => `${folder}/${name}`))]
}

/** Debian's main configuration takes it from the environment. */
const logVariable = '${APACHE_LOG_DIR}'
const logFolder = '/var/log/apache2'

export const errorLogs = (server: WebServer): readonly string[] => {
  const texts = mainFiles(server).map((path) => readableText(path, server.host).replaceAll(logVariable, logFolder))
  const paths = texts.flatMap((text) => pathsIn(text, /^\s*ErrorLog\s+"?([^\s"]+)/gim))
  return paths.length === 0 ? [`${logFolder}/error.log`] : paths
}
