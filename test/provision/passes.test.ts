import { beforeEach, describe, expect, it } from '@jest/globals'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Passes, type Planned } from '../../src/provision/passes.js'
import { useHome } from '../support/home.js'
import { quiet } from '../support/quiet.js'
import { sessionOf } from '../support/session.js'
import { Tasks } from '../support/tasks.js'

const home = useHome()

beforeEach(async () => {
  const tasks = new Tasks(home())
  for (const name of ['@server_a', '@server_b'])
    await tasks.save(name, { properties: {}, contextType: 'server' }, { progress: quiet })
})

/** As a newer version would write it. */
const addColour = (name: string): void => {
  const path = join(home(), 'contexts', `${name.slice(1)}.json`)
  const record = JSON.parse(readFileSync(path, 'utf8'))
  writeFileSync(path, JSON.stringify({ ...record, properties: { colour: 'red' } }))
}

const both: Planned = {
  want: () => ({ intent: (context) => ({ context, changes: ['@server_b'], steps: [] }) }),
}

const wantedOf = async (planned: Planned): Promise<readonly unknown[]> => {
  const wanted: unknown[] = []
  for await (const one of new Passes(planned, sessionOf(home())).intents(['@server_a'])) wanted.push(one)
  return wanted
}

const refusal = {
  context: '@server_a',
  error: expect.objectContaining({ message: expect.stringContaining('@server_b/colour') }),
}

describe('a task that changes another context, too', () => {
  it('is refused when this version knows the other one only in part', async () => {
    addColour('@server_b')

    expect(await wantedOf(both)).toEqual([refusal])
  })

  it('is not when the task sees to that itself', async () => {
    addColour('@server_b')

    expect(await wantedOf({ ...both, takesUnknown: true })).toEqual([
      { context: '@server_a', changes: ['@server_b'], steps: [] },
    ])
  })
})
