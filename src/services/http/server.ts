import { type Planning, wasVerified } from '../../contexts/planning.js'
import type { Server } from '../../contexts/types/server.js'
import { type StepPlace, createFolder, linkPath, removePath, writeFile } from '../../steps/common/make.js'
import { inHome } from '../../lib/home-folders.js'
import type { Step } from '../../steps/common/step.js'
import { controlled } from './control.js'
import { isForeign } from './header.js'
import { refuseOtherHomes } from './other-homes.js'
import { fileMode, ownMode, passableMode, placeOf, webStep } from './steps.js'
import { type WebServer, webServer } from './view/server.js'
import type { WebServerText } from './web-server-text.js'

const folders = (server: Server, { paths }: WebServer, place: StepPlace, adopt: boolean): readonly Step[] => {
  const { app, acme, pre, post, platforms, vhosts, subdirectories, subroots } = paths
  const { aegir_root, config_path, include_path, uuid } = server
  return [
    createFolder(place, { path: inHome(aegir_root, 'config'), mode: passableMode }),
    createFolder(place, { path: include_path, mode: passableMode }),
    createFolder(place, { path: config_path, mode: passableMode, mark: uuid, adopt }),
    ...[app, acme, subroots].map((path) => createFolder(place, { path, mode: passableMode })),
    ...[pre, post, platforms, vhosts, subdirectories].map((path) => createFolder(place, { path, mode: ownMode })),
  ]
}

/**
 * The link to the configuration. If another server of this machine with the same web server has it already, that server
 * keeps it.
 */
const links = ({ owner, paths, host }: WebServer, place: StepPlace): readonly Step[] =>
  isForeign(host.text(paths.link), owner.uuid) ? [] : [linkPath(place, { path: paths.link, target: paths.file })]

export const verifyServer = (server: Server, text: WebServerText, planning: Planning): readonly Step[] => {
  const view = webServer(server, planning)
  refuseOtherHomes(server, view, text)
  const control = controlled(server, text, planning)
  const place = placeOf(server, control)
  return [
    ...folders(server, view, place, wasVerified(server.name, planning)),
    ...links(view, place),
    webStep(server, control, { title: `configure ${text.name} for ${server.name}`, files: text.server(view) }),
  ]
}

const emptyText = '# Empty: the server that was configured here has been deleted.\n'

/**
 * The link keeps leading to a file. The main configuration of the web server may include it by name, and could not
 * start without it.
 */
const emptyLink = (server: Server, view: WebServer, place: StepPlace): readonly Step[] => {
  const { link } = view.paths
  const path = inHome(server.aegir_root, 'config', 'empty.conf')
  if (links(view, place).length === 0) return []
  if (view.host.text(link) === undefined) return [removePath(place, { path: link })]
  return [
    writeFile(place, { path, text: emptyText, mode: fileMode }),
    linkPath(place, { path: link, target: path, stage: 'withdraw' }),
  ]
}

/**
 * Removes the configuration of a server without a reload, because the web server may be removed too. It uses the old
 * configuration until somebody reloads it.
 */
export const removeServer = (server: Server, planning: Planning): readonly Step[] => {
  const view = webServer(server, planning)
  const place = placeOf(server, { host: view.host.host })
  const configuration = { path: server.config_path, mark: server.uuid, adopt: wasVerified(server.name, planning) }
  return [...emptyLink(server, view, place), removePath(place, configuration)]
}
