import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from '@jest/globals'

/** A new, empty PROVISION_HOME for each test, removed after it. */
export const useHome = (): (() => string) => {
  let home = ''
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'provision-home-'))
  })
  afterEach(() => rmSync(home, { recursive: true, force: true }))
  return () => home
}
