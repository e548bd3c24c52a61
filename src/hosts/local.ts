import type { Agent } from 'node:http'
import type { Answer, Host, Request, Requests } from './host.js'
import { localFiles } from './local-files.js'
import { localLook } from './local-look.js'
import { run } from './local-run.js'

const ask = async (
  { port, host, path, address = '127.0.0.1', timeoutSeconds = 30 }: Request,
  agent: Agent | false,
): Promise<Answer> => {
  const http = await import('node:http')
  // Without a servername Node would find one out for TLS, which there is none of here, and which takes milliseconds.
  const wanted = { host: address, port, path, headers: { host }, agent, timeout: timeoutSeconds * 1000, servername: '' }
  return new Promise((resolve, reject) => {
    const asked = http.get(wanted, (response) => {
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
    asked.on('timeout', () =>
      asked.destroy(new Error(`no answer from ${address}:${port} in ${timeoutSeconds} seconds`)),
    )
    asked.on('error', reject)
  })
}

const request = (wanted: Request): Promise<Answer> => ask(wanted, false)

const requests = (): Requests => {
  let agent: Agent | undefined
  return {
    request: async (wanted) => {
      agent ??= new (await import('node:http')).Agent({ keepAlive: true })
      return ask(wanted, agent)
    },
    end: () => agent?.destroy(),
  }
}

/** This machine. */
export const localHost = (home: string): Host => ({ look: localLook(home), files: localFiles, run, request, requests })
