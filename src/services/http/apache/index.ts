import type { ServiceType } from '../../service.js'
import { planners } from '../planners.js'
import type { WebServerText } from '../web-server-text.js'
import { errorLogs, mainFiles } from './main-configuration.js'
import { platformEndings, platformFiles } from './platform.js'
import { generation, serverFiles, skeleton } from './server.js'
import { siteEndings, siteFiles } from './site.js'
import { subdirectoryFile } from './subdirectory.js'

const text: WebServerText = {
  name: 'apache',
  mainFiles,
  errorLogs,
  server: serverFiles,
  generation,
  // Old child processes accept connections until they have read the parent's message.
  settleMilliseconds: 50,
  errorAt: ['line LINE of PATH:'],
  noise: ['.*\\[(?:\\w+:)?(?:warn|notice)\\].*', '.*AH0055[78].*', ".*Action '.*", '.*error log may have.*'],
  platform: platformFiles,
  platformEndings,
  site: siteFiles,
  siteEndings,
  subdirectory: subdirectoryFile,
  skeleton,
  linksSubdirectories: false,
}

export const serviceType: ServiceType = {
  service: 'http',
  name: 'apache',
  description: 'Apache, with PHP by php-fpm (mod_proxy_fcgi)',
  properties: {},
  ...planners(text),
}
