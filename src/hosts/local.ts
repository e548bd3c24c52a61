import type { Agent } from 'node:http'
import type { Answer, Finished, Host, Request, Requests, RunOptions, Words } from './host.js'
import { localFiles } from './local-files.js'
import { localLook } from './local-look.js'

const notThere = 127
const tookTooLong = 124

/** All that a command gets of the caller's own environment: tokens and passwords in it are none of its business. */
const inherited = ['PATH', 'HOME', 'LANG', 'USER', 'LOGNAME', 'TMPDIR', 'XDG_RUNTIME_DIR']

const inheritedEnvironment = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    inherited.flatMap((name) => {
      const value = process.env[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )

const optionsOf = ({ input, env, cwd, timeoutSeconds = 300 }: RunOptions) => ({
  reject: false as const,
  timeout: timeoutSeconds * 1000,
  extendEnv: false,
  env: { ...inheritedEnvironment(), ...env },
  ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
  ...(cwd === undefined ? {} : { cwd }),
})

const run = async ([program, ...words]: Words, options: RunOptions = {}): Promise<Finished> => {
  const { execa } = await import('execa')
  const { stdout, stderr, ...end } = await execa(program, words, optionsOf(options))
  const why = stderr === '' && end.failed ? end.shortMessage : stderr
  return { code: end.timedOut ? tookTooLong : (end.exitCode ?? notThere), stdout, stderr: why ?? '' }
}

const ask = async (
  { port, host, path, address = '127.0.0.1', timeoutSeconds = 30 }: Request,
  agent: Agent | false,
): Promise<Answer> => {
  const http = await import('node:http')
  return new Promise((resolve, reject) => {
    const asked = http.get(
      { host: address, port, path, headers: { host }, agent, timeout: timeoutSeconds * 1000 },
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
