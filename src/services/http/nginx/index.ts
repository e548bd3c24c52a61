import type { ServiceType } from '../../service.js'
import { planners } from '../planners.js'
import type { WebServerText } from '../web-server-text.js'
import { errorLogs, mainFiles } from './main-configuration.js'
import { platformEndings, platformFiles } from './platform.js'
import { generation, serverFiles, skeleton } from './server.js'
import { siteEndings, siteFiles } from './site.js'
import { subdirectoryFile } from './subdirectory.js'

const text: WebServerText = {
  name: 'nginx',
  mainFiles,
  errorLogs,
  server: serverFiles,
  generation,
  // Nginx stops its old workers 100 ms after it has started new ones (ngx_reconfigure).
  settleMilliseconds: 150,
  errorAt: ['in PATH:LINE'],
  noise: ['^nginx: ', '^\\d{4}/\\S+ \\S+ ', '.*\\[(?:warn|notice)\\].*', '.*test failed.*'],
  platform: platformFiles,
  platformEndings,
  site: siteFiles,
  siteEndings,
  subdirectory: subdirectoryFile,
  skeleton,
  linksSubdirectories: true,
}

export const serviceType: ServiceType = {
  service: 'http',
  name: 'nginx',
  description: 'Nginx, with PHP by php-fpm',
  properties: {},
  ...planners(text),
}
