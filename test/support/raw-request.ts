import { connect } from 'node:net'

/** A request as it is written. Clients would mend odd ones. */
export interface Asked {
  /** Method and path. */
  readonly ask: string
  readonly version?: string
  /** None at all for null. */
  readonly host?: string | null
  readonly headers?: readonly string[]
  readonly body?: string
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export const site = 'a.test'

const headersIn = (lines: readonly string[]): Record<string, string> => {
  const headers: Record<string, string> = {}
  for (const line of lines) {
    const [name, value] = [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value
  }
  return headers
}

/** The final answer; a client that waits to be told to go on is told before. */
const parsed = (text: string): Answer => {
  const final = text.replace(/^HTTP\/1\.1 100 .*?\r\n\r\n/s, '')
  const [head = '', ...rest] = final.split('\r\n\r\n')
  const [first = '', ...lines] = head.split('\r\n')
  const headers = headersIn(lines)
  const raw = rest.join('\r\n\r\n')
  const body =
    headers['transfer-encoding'] === 'chunked' ? raw.replace(/(?:^|\r\n)[0-9a-f]+\r\n/gi, '').replace(/\r\n$/, '') : raw
  return { status: Number(first.split(' ')[1]), headers, body }
}

const written = ({ ask, version = '1.1', host = site, headers = [], body = '' }: Asked): string =>
  [
    `${ask} HTTP/${version}`,
    ...(host === null ? [] : [`Host: ${host}`]),
    'Connection: close',
    ...headers,
    '',
    body,
  ].join('\r\n')

/** All that comes, until the server closes the connection or `isEnough` says so. */
const received = (port: number, text: string, isEnough: (text: string) => boolean): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    const parts: Buffer[] = []
    socket.on('data', (part) => {
      parts.push(part)
      if (isEnough(Buffer.concat(parts).toString())) socket.destroy()
    })
    socket.on('error', (error) => (parts.length > 0 ? undefined : reject(error)))
    socket.on('close', () => resolve(Buffer.concat(parts).toString()))
    socket.write(text)
  })

/** Nginx keeps a connection open for a while whose body it refused. */
const isWhole = (text: string): boolean => {
  const { body, headers } = parsed(text)
  return body.length >= Number(headers['content-length'])
}

export const send = async (port: number, asked: Asked): Promise<Answer> =>
  parsed(await received(port, written(asked), isWhole))

/** The status of the first answer to a body that is only announced: 100 if it may come. */
export const announced = async (port: number, asked: Asked, length: number): Promise<number> => {
  const headers = [`Content-Length: ${length}`, 'Expect: 100-continue']
  const text = await received(port, written({ ...asked, headers }), (part) => part.includes('\r\n\r\n'))
  return Number(text.split(' ')[1])
}
