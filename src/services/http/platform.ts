import type { Platform } from '../../contexts/types/platform.js'
import type { HostReader } from '../../hosts/reader.js'
import type { Step } from '../../steps/common/step.js'
import type { WebFile } from '../../steps/web/control.js'
import { control } from './control.js'
import { platformFile } from './paths.js'
import { fileMode, web } from './steps.js'
import type { WebServerText } from './web-server-text.js'

/** Files that must not be there. */
export const gone = (file: string, endings: readonly string[]): readonly WebFile[] =>
  endings.map((ending) => ({ path: `${file}${ending}`, mode: fileMode }))

const platformStep = (platform: Platform, files: readonly WebFile[], text: WebServerText, look: HostReader): Step =>
  web(platform, {
    title: `configure ${text.name} for ${platform.name}`,
    server: platform.web_server,
    files,
    control: control(platform.web_server, text, look),
  })

export const verifyPlatform = (platform: Platform, text: WebServerText, look: HostReader): readonly Step[] => [
  platformStep(platform, text.platform(platform, look), text, look),
]

export const removePlatform = (platform: Platform, text: WebServerText, look: HostReader): readonly Step[] => [
  platformStep(platform, gone(platformFile(platform), text.platformEndings), text, look),
]
