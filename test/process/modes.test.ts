import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { CommandLine } from './command-line.js'

let program: CommandLine
beforeEach(() => {
  program = new CommandLine()
})
afterEach(() => program.remove())

it('keeps context files for the eyes of their user alone', () => {
  program.run(['save', '@server_master', '--context_type=server', '--remote_host=one.example.com'])

  const modes = ['contexts', 'contexts/server_master.json'].map(
    (name) => statSync(join(program.home, name)).mode & 0o777,
  )

  expect(modes).toEqual([0o700, 0o600])
})
