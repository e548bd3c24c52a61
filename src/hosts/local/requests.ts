import type { IncomingMessage } from 'node:http'
import type { Agent, RequestOptions } from 'node:https'
import type { Answer, Request } from '../host.js'

/** A page may have no end. What follows is not read. */
const mostBytes = 1024 * 1024

const answerOf = (response: IncomingMessage): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let left = mostBytes
    const end = (): void =>
      resolve({
        status: response.statusCode ?? 0,
        location: response.headers.location,
        body: Buffer.concat(parts).subarray(0, mostBytes).toString(),
      })
    response.on('data', (part: Buffer) => {
      parts.push(part)
      left -= part.length
      if (left > 0) return
      end()
      response.destroy()
    })
    response.on('error', reject)
    response.on('end', end)
  })

const secureOptions = async ({ host, servername, authority }: Request): Promise<RequestOptions> => {
  if (authority === undefined) return { servername: servername ?? host.replace(/:\d+$/, '') }
  const { rootCertificates } = await import('node:tls')
  return { servername: servername ?? host.replace(/:\d+$/, ''), ca: [...rootCertificates, authority] }
}

const modules = { http: () => import('node:http'), https: () => import('node:https') } as const

const defaultTimeoutSeconds = 30

const optionsOf = async (request: Request, agent: Agent | false): Promise<RequestOptions> => {
  const { port, host, path, headers, scheme = 'http', address = '127.0.0.1', signal } = request
  return {
    host: address,
    port,
    path,
    headers: { ...headers, host },
    agent,
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
      const sent = get(options, (response: IncomingMessage) => void answerOf(response).then(resolve, reject))
      // For the whole of the answer: one that comes drop by drop never ends.
      const timer = setTimeout(() => {
        reject(new Error(`no answer from ${address}:${port} in ${timeoutSeconds} seconds`))
        sent.destroy()
      }, timeoutSeconds * 1000).unref()
      sent.on('error', reject)
      sent.on('close', () => clearTimeout(timer))
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
