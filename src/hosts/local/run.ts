import type { Finished, RunOptions, Words } from '../host.js'

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

export const run = async ([program, ...words]: Words, options: RunOptions = {}): Promise<Finished> => {
  const { execa } = await import('execa')
  const { stdout, stderr, ...end } = await execa(program, words, optionsOf(options))
  const why = stderr === '' && end.failed ? end.shortMessage : stderr
  return { code: end.timedOut ? tookTooLong : (end.exitCode ?? notThere), stdout, stderr: why ?? '' }
}
