import { readFileSync, readdirSync, readlinkSync, writeSync } from 'node:fs'
import { ProvisionError, messageOf } from '../errors.js'

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code

const openFile = (fd: string): string | undefined => {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`)
  } catch {
    return undefined
  }
}

/** The last digit of the flags is the access mode: 1 and 2 can write. */
const isForReading = (fd: string): boolean => /^flags:\s*\d*0$/m.test(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))

/** Whether the descriptor is a pipe that Node itself uses: this process has both ends of it. */
const isOwnPipe = (fd: number): boolean => {
  const file = openFile(String(fd))
  if (!file?.startsWith('pipe:')) return false
  return readdirSync('/proc/self/fd').some((descriptor) => openFile(descriptor) === file && isForReading(descriptor))
}

const isWritable = (fd: number): boolean => {
  try {
    writeSync(fd, '')
    return !isOwnPipe(fd)
  } catch (error) {
    return !['EBADF', 'EINVAL'].includes(codeOf(error) ?? '')
  }
}

const firstOfOthers = 3

const refuse = (fd: number, why: string): never => {
  throw new ProvisionError('PROVISION_USAGE', `--events=${fd}: ${why}`, {
    fix: 'open one for it: provision … --events=3 3>events.jsonl',
  })
}

const pauseMilliseconds = 10
/** How long the end waits for a slow reader. */
const patienceMilliseconds = 5000

const pause = (): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMilliseconds)

/** Writes lines to a file descriptor that the caller has opened. If the reader goes away, only the events end. */
export class EventStream {
  /** Text that did not fit into a full pipe. */
  #waiting: Buffer = Buffer.alloc(0)
  #isOpen = true

  constructor(
    private readonly fd: number,
    private readonly warn: (message: string) => void,
  ) {
    if (fd < firstOfOthers) refuse(fd, 'stdin, stdout and stderr have another use')
    if (!isWritable(fd)) refuse(fd, 'this file descriptor is not open for writing')
  }

  readonly write = (line: string): void => {
    this.#waiting = Buffer.concat([this.#waiting, Buffer.from(`${line}\n`)])
    this.#flush()
  }

  readonly close = (): void => {
    const end = Date.now() + patienceMilliseconds
    while (this.#isOpen && this.#waiting.length > 0 && Date.now() < end) {
      pause()
      this.#flush()
    }
    this.#isOpen = false
  }

  #flush(): void {
    if (!this.#isOpen) return
    try {
      while (this.#waiting.length > 0) this.#waiting = this.#waiting.subarray(writeSync(this.fd, this.#waiting))
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN') this.#giveUp(error)
    }
  }

  #giveUp(error: unknown): void {
    this.#isOpen = false
    if (codeOf(error) !== 'EPIPE') this.warn(`no more events on file descriptor ${this.fd}: ${messageOf(error)}`)
  }
}
