import type { Planning } from '../../contexts/planning.js'
import type { Server } from '../../contexts/types/server.js'
import type { Site } from '../../contexts/types/site.js'
import type { Step } from '../../steps/common/step.js'
import { checkSite } from './check.js'
import { controlled } from './control.js'
import { vhostFile } from './paths.js'
import { absentFiles, webStep } from './steps.js'
import { formerSubdirectories, presentSubdirectories, withdrawSubdirectories } from './subdirectories.js'
import { addressesOf } from './view/names.js'
import { webServer } from './view/server.js'
import { type WebSite, webSite } from './view/site.js'
import type { WebServerText } from './web-server-text.js'

const writeVhost = (site: Site, server: Server, text: WebServerText, planning: Planning) => {
  const view = webSite(site, server, planning)
  const present = presentSubdirectories(site, server, text, planning)
  const former = formerSubdirectories(site, server, planning)
  const files = [...text.site(view, webServer(server, planning)), ...present.files, ...former.files]
  return [
    ...present.steps,
    webStep(site, controlled(server, text, planning), { title: `write the vhost of ${site.uri}`, files }),
    ...former.steps,
  ]
}

export const verifySite = (site: Site, server: Server, text: WebServerText, planning: Planning): readonly Step[] => [
  ...writeVhost(site, server, text, planning),
  ...(planning.health === 'off' ? [] : [checkSite(site, server, text, planning)]),
]

/** Shows visitors the maintenance page, whatever the properties of the site say, so that they change nothing. */
export const holdSite = (site: Site, server: Server, text: WebServerText, planning: Planning): readonly Step[] => {
  const message = 'This site is under maintenance. It will be back soon.'
  const view: WebSite = {
    ...webSite(site, server, planning),
    response: { open: false, message, retry: true },
    credentials: [],
  }
  const files = text.site(view, webServer(server, planning))
  return [
    webStep(site, controlled(server, text, planning), {
      title: `show visitors of ${site.uri} the maintenance page`,
      files,
    }),
  ]
}

/** Works also if the properties of the site are invalid for a vhost. */
export const removeSite = (site: Site, server: Server, text: WebServerText, planning: Planning): readonly Step[] => {
  const file = vhostFile(webServer(server, planning).paths, addressesOf(site).uri)
  const withdrawn = withdrawSubdirectories(site, server, planning)
  const files = [...absentFiles(file, text.siteEndings), ...withdrawn.files]
  return [
    webStep(site, controlled(server, text, planning), { title: `remove the vhost of ${site.uri}`, files }),
    ...withdrawn.steps,
  ]
}
