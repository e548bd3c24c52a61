import { type NetConnectOpts, connect, createServer } from 'node:net'

const limit = 2_000

/** Resolves when the server accepts the connection, or with `data` when it has sent its greeting. */
const knock = (to: NetConnectOpts, sign: 'connect' | 'data'): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = connect(to)
    const refuse = (why: Error) => socket.destroy() && reject(why)
    socket.setTimeout(limit, () => refuse(new Error('no answer')))
    socket.on('error', refuse)
    socket.on('close', () => reject(new Error('closed without an answer')))
    socket.once(sign, () => resolve(void socket.end()))
  })

export const accepts = (socket: string): Promise<void> => knock({ path: socket }, 'connect')

/** Waits for the greeting, because MariaDB accepts connections before it serves them. */
export const greets = (socket: string): Promise<void> => knock({ path: socket }, 'data')

/** Accepts any answer. `OPTIONS *` concerns the server itself, so that no site gets the request. */
export const answersHttp = async (to: { readonly port: number } | { readonly socketPath: string }): Promise<void> => {
  const { get } = await import('node:http')
  await new Promise<void>((resolve, reject) => {
    const question = { method: 'OPTIONS', path: '*', host: '127.0.0.1', agent: false, timeout: limit, ...to }
    const asked = get(question, (response) => {
      response.resume()
      response.on('end', resolve)
      response.on('error', reject)
    })
    asked.on('timeout', () => asked.destroy(new Error('no answer')))
    asked.on('error', reject)
  })
}

export const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)))
  })
