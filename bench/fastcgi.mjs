import { connect } from 'node:net'
import { performance } from 'node:perf_hooks'

const record = (type, content) => {
  const head = Buffer.from([1, type, 0, 1, 0, 0, 0, 0])
  head.writeUInt16BE(content.length, 4)
  return Buffer.concat([head, content])
}

const pair = ([name, value]) =>
  Buffer.concat([Buffer.from([name.length, value.length]), Buffer.from(`${name}${value}`)])

const requestOf = (script) => {
  const values = { SCRIPT_FILENAME: script, SCRIPT_NAME: script, REQUEST_METHOD: 'GET', SERVER_PROTOCOL: 'HTTP/1.1' }
  return Buffer.concat([
    record(1, Buffer.from([0, 1, 0, 0, 0, 0, 0, 0])),
    record(4, Buffer.concat(Object.entries(values).map(pair))),
    record(4, Buffer.alloc(0)),
    record(5, Buffer.alloc(0)),
  ])
}

/** What follows the headers in the records of standard output. */
const bodyOf = (answer) => {
  const parts = []
  for (let at = 0; at + 8 <= answer.length; ) {
    const [length, padding] = [answer.readUInt16BE(at + 4), answer[at + 6]]
    if (answer[at + 1] === 6) parts.push(answer.subarray(at + 8, at + 8 + length))
    at += 8 + length + padding
  }
  return Buffer.concat(parts).toString().split('\r\n\r\n').slice(1).join('\r\n\r\n')
}

/** Asks a php-fpm for a script, over a connection of its own, as Nginx does. Paths have less than 128 bytes. */
export const ask = (socket, script) =>
  new Promise((resolve, reject) => {
    const began = performance.now()
    const parts = []
    const connection = connect(socket, () => connection.write(requestOf(script)))
    connection.on('data', (part) => parts.push(part))
    connection.on('error', reject)
    connection.on('close', () => {
      const body = bodyOf(Buffer.concat(parts))
      if (body === '') reject(new Error(`${socket} has not answered`))
      else resolve({ body, milliseconds: performance.now() - began })
    })
  })
