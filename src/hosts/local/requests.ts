import type { IncomingMessage } from 'node:http'
import type { Agent, RequestOptions } from 'node:https'
import type { Answer, Request } from '../host.js'

const answerOf = (response: IncomingMessage): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    response.on('data', (part: Buffer) => parts.push(part))
    response.on('error', reject)
    response.on('end', () =>
      resolve({
        status: response.statusCode ?? 0,
        location: response.headers.location,
        body: Buffer.concat(parts).toString(),
      }),
    )
  })

const secureOptions = async ({ host, servername, authority }: Request): Promise<RequestOptions> => {
  if (authority === undefined) return { servername: servername ?? host.replace(/:\d+$/, '') }
  const { rootCertificates } = await import('node:tls')
  return { servername: servername ?? host.replace(/:\d+$/, ''), ca: [...rootCertificates, authority] }
}

const modules = { http: () => import('node:http'), https: () => import('node:https') } as const

const defaultTimeoutSeconds = 30

const optionsOf = async (request: Request, agent: Agent | false): Promise<RequestOptions> => {
  const { port, host, path, headers, scheme = 'http', address = '127.0.0.1', timeoutSeconds, signal } = request
  return {
    host: address,
    port,
    path,
    headers: { ...headers, host },
    agent,
    timeout: (timeoutSeconds ?? defaultTimeoutSeconds) * 1000,
    ...(signal === undefined ? {} : { signal }),
    // Without a servername Node would compute one for TLS, which takes milliseconds and is not needed here.
    ...(scheme === 'https' ? await secureOptions(request) : { servername: '' }),
  }
}

/** Requests from this machine. They share connections until they are closed. */
export class Requests {
  readonly #agents = new Map<string, Promise<Agent>>()

  readonly send = async (request: Request): Promise<Answer> => {
    const {
      scheme = 'http',
      address = '127.0.0.1',
      port,
      keepAlive = false,
      timeoutSeconds = defaultTimeoutSeconds,
    } = request
    const options = await optionsOf(request, keepAlive ? await this.#agent(scheme) : false)
    const { get } = await modules[scheme]()
    return new Promise((resolve, reject) => {
      const sent = get(options, (response: IncomingMessage) => resolve(answerOf(response)))
      sent.on('timeout', () =>
        sent.destroy(new Error(`no answer from ${address}:${port} in ${timeoutSeconds} seconds`)),
      )
      sent.on('error', reject)
    })
  }

  readonly close = async (): Promise<void> => {
    for (const agent of this.#agents.values()) (await agent).destroy()
    this.#agents.clear()
  }

  #agent(scheme: 'http' | 'https'): Promise<Agent> {
    const known = this.#agents.get(scheme) ?? openAgent(scheme)
    this.#agents.set(scheme, known)
    return known
  }
}

const openAgent = async (scheme: 'http' | 'https'): Promise<Agent> => {
  const { Agent } = await modules[scheme]()
  return new Agent({ keepAlive: true }) as Agent
}
