import type { Site } from '../../contexts/types/site.js'
import type { HostReader } from '../../hosts/reader.js'
import type { Step } from '../../steps/common/step.js'
import type { WebControl, WebFile } from '../../steps/web/control.js'
import { checkSite } from './check.js'
import { control } from './control.js'
import { siteSubdirectories } from './names.js'
import { vhostFile } from './paths.js'
import { gone } from './platform.js'
import { web } from './steps.js'
import { formerSubdirectories, presentSubdirectories, withdrawSubdirectories } from './subdirectories.js'
import type { WebServerText } from './web-server-text.js'

const siteStep = (site: Site, title: string, files: readonly WebFile[], control: WebControl): Step =>
  web(site, { title, server: site.platform.web_server, files, control })

const controlOf = (site: Site, text: WebServerText, look: HostReader): WebControl =>
  control(site.platform.web_server, text, look)

export const verifySite = (site: Site, text: WebServerText, look: HostReader): readonly Step[] => {
  const present = presentSubdirectories(site, text, look)
  const former = formerSubdirectories(site, look)
  const files = [...text.site(site, look), ...present.files, ...former.files]
  return [
    ...present.steps,
    siteStep(site, `write the vhost of ${site.uri}`, files, controlOf(site, text, look)),
    ...former.steps,
    checkSite(site),
  ]
}

export const removeSite = (site: Site, text: WebServerText, look: HostReader): readonly Step[] => {
  const present = withdrawSubdirectories(site, siteSubdirectories(site), look)
  const former = formerSubdirectories(site, look)
  const files = [...gone(vhostFile(site), text.siteEndings), ...present.files, ...former.files]
  return [
    siteStep(site, `remove the vhost of ${site.uri}`, files, controlOf(site, text, look)),
    ...present.steps,
    ...former.steps,
  ]
}
