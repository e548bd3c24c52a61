import { afterAll, beforeAll } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HttpType } from '../../src/sandbox/server.js'
import { type SandboxContext, serverProperties } from '../../src/sandbox/properties.js'
import { type StartOptions, startSandbox, stopSandbox } from '../../src/sandbox/sandbox.js'
import type { SandboxState } from '../../src/sandbox/record.js'

const limit = 120_000

export interface TestSandbox {
  /** A new PROVISION_HOME, removed with everything below it after the tests of the file. */
  readonly home: string
  readonly state: SandboxState
  /** What has to be saved for @server_master, and @server_TYPE of a second web server. */
  readonly contexts: readonly SandboxContext[]
}

export const newHome = (): string => mkdtempSync(join(tmpdir(), 'provision-'))

/** Ends what runs in a home, whatever happened there, and removes it. */
export const removeHome = async (home: string): Promise<void> => {
  try {
    await stopSandbox(home)
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

/** Real servers for all tests of a file: started before the first one, gone after the last one. */
export const useSandbox = (
  http: readonly HttpType[] = ['nginx'],
  more: Pick<StartOptions, 'tlsProxy'> = {},
): (() => TestSandbox) => {
  let sandbox: TestSandbox | undefined
  let home: string | undefined
  beforeAll(async () => {
    home = newHome()
    const { state } = await startSandbox(home, { http, ...more })
    sandbox = { home, state, contexts: serverProperties(home, state) }
  }, limit)
  afterAll(async () => {
    if (home !== undefined) await removeHome(home)
  }, limit)
  return () => {
    if (sandbox === undefined) throw new Error('the sandbox is there only while tests run')
    return sandbox
  }
}
