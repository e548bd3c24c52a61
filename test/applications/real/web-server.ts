import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import http from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export interface Answer {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly body: string
}

/** PHP's own web server, with the parameters of each site by host name. */
export interface PhpServer {
  readonly get: (url: string, headers?: http.OutgoingHttpHeaders) => Promise<Answer>
  readonly post: (url: string, headers: http.OutgoingHttpHeaders, form: FormData) => Promise<Answer>
  readonly stop: () => Promise<void>
}

export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })

const ask = (method: string, url: string, headers: http.OutgoingHttpHeaders, body?: Buffer): Promise<Answer> => {
  const { port, host, pathname, search } = new URL(url)
  const path = pathname + search
  const options = { host: '127.0.0.1', port, path, method, headers: { host, ...headers }, agent: false }
  return new Promise((resolve, reject) => {
    const request = http.request(options, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts).toString() }),
      )
    })
    request.on('error', reject)
    request.end(body)
  })
}

const get: PhpServer['get'] = (url, headers = {}) => ask('GET', url, headers)

const post: PhpServer['post'] = async (url, headers, form) => {
  const encoded = new Response(form)
  const body = Buffer.from(await encoded.arrayBuffer())
  const type = encoded.headers.get('content-type') ?? ''
  return ask('POST', url, { 'content-type': type, 'content-length': body.length, ...headers }, body)
}

const untilItAnswers = async (url: string, attempts = 100): Promise<void> => {
  try {
    await get(url)
  } catch (error) {
    if (attempts === 0) throw error
    await delay(50)
    await untilItAnswers(url, attempts - 1)
  }
}

type Parameters = Readonly<Record<string, Readonly<Record<string, string>>>>

export const startPhpServer = async (
  root: string,
  port: number,
  folder: string,
  sites: Parameters,
): Promise<PhpServer> => {
  const router = fileURLToPath(new URL('router.php', import.meta.url))
  const file = `${folder}/router-sites.json`
  writeFileSync(file, JSON.stringify(sites), { mode: 0o600 })
  const env = { PATH: process.env['PATH'] ?? '', ROUTER_SITES: file }
  const server = spawn('php', ['-S', `127.0.0.1:${port}`, '-t', root, router], { env, stdio: 'ignore' })
  const ended = new Promise<void>((resolve) => void server.once('exit', () => resolve()))
  await untilItAnswers(`http://${Object.keys(sites)[0]}:${port}/wp-login.php`)
  const stop = async (): Promise<void> => {
    server.kill()
    await ended
  }
  return { get, post, stop }
}
