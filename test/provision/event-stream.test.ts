import { expect, it } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { closeSync, constants, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { EventStream } from '../../src/provision/event-stream.js'
import { useHome } from '../support/home.js'

const home = useHome()

it('keeps the lines that a full pipe does not take, and writes them once there is room', () => {
  const path = join(home(), 'pipe')
  execFileSync('mkfifo', [path])
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
  const stream = new EventStream(fd, () => {})
  const lines = Array.from({ length: 2000 }, (_, number) => `${number} ${'ü'.repeat(50)}`)
  const buffer = Buffer.alloc(1_000_000)

  for (const line of lines) stream.write(line)
  let length = readSync(fd, buffer)
  while (length < 2000 * 100) {
    stream.write('')
    length += readSync(fd, buffer, length, 65_536, null)
  }
  stream.close()
  closeSync(fd)

  const read = buffer.subarray(0, length).toString().split('\n').filter(Boolean)
  expect(read).toEqual(lines.slice(0, read.length))
  expect(read.length).toBeGreaterThan(1800)
})
