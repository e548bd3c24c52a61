import type { Context } from '../contexts/context.js'
import type { Planning } from '../contexts/planning.js'
import type { Server } from '../contexts/types/server.js'
import type { HostReader } from '../hosts/reader.js'
import type { StepPlace } from '../steps/common/make.js'

/** The service whose server has the code base: the one that serves it. */
export const codeService = 'http'

/** The context and host for steps on a code base: the machine of its server. */
export const codePlace = ({ name: context }: Context, server: Server, planning: Planning): StepPlace => ({
  context,
  host: planning.host(server).host,
})

/** The machine with the code base of a platform. */
export const codeHost = (platform: Context & { readonly server: Server }, planning: Planning): HostReader => {
  const [server = platform.server] = planning.servers(platform, codeService)
  return planning.host(server)
}
