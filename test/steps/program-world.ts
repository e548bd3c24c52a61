import type { Finished, RunOptions, Words } from '../../src/hosts/host.js'
import type { World } from '../../src/steps/common/world.js'
import { runIn } from '../support/steps.js'

export interface Ran {
  readonly words: Words
  readonly options: RunOptions
}

/** A world with one secret, whose programs end as given. `ran` has what was run, `ended` the ids of ended ones. */
export const programWorld = (finished: Partial<Finished>) => {
  const ran: Ran[] = []
  const run = async (words: Words, options: RunOptions = {}): Promise<Finished> => {
    ran.push({ words, options })
    return { code: 0, stdout: '', stderr: '', ...finished }
  }
  const read = (context: string, property: string) =>
    `${context} ${property}` === '@example.com db_passwd' ? 's3cret' : undefined
  const ended: string[] = []
  const endProgram = async (id: string): Promise<void> => void ended.push(id)
  const world = runIn({ host: () => ({ run, endProgram }), vault: { read } } as unknown as World)
  return { world, ran, ended }
}
