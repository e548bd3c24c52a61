import type { Answer, Finished, Host, Request, RunOptions, Words } from './host.js'
import { localFiles } from './local-files.js'
import { localLook } from './local-look.js'

const notThere = 127
const tookTooLong = 124

const run = async (
  [program, ...words]: Words,
  { input, env, cwd, timeoutSeconds = 300 }: RunOptions = {},
): Promise<Finished> => {
  const { execa } = await import('execa')
  const finished = await execa(program, words, {
    reject: false,
    timeout: timeoutSeconds * 1000,
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
    ...(env === undefined ? {} : { env }),
    ...(cwd === undefined ? {} : { cwd }),
  })
  const code = finished.timedOut ? tookTooLong : (finished.exitCode ?? notThere)
  return {
    code,
    stdout: finished.stdout,
    stderr: finished.stderr || (finished.failed ? (finished.shortMessage ?? '') : ''),
  }
}

const request = async ({ port, host, path, address = '127.0.0.1', timeoutSeconds = 30 }: Request): Promise<Answer> => {
  const http = await import('node:http')
  return new Promise((resolve, reject) => {
    const asked = http.get(
      { host: address, port, path, headers: { host }, agent: false, timeout: timeoutSeconds * 1000 },
      (response) => {
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
      },
    )
    asked.on('timeout', () =>
      asked.destroy(new Error(`no answer from ${address}:${port} in ${timeoutSeconds} seconds`)),
    )
    asked.on('error', reject)
  })
}

/** This machine. */
export const localHost = (home: string): Host => ({ look: localLook(home), files: localFiles, run, request })
