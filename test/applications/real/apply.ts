import { localFiles } from '../../../src/hosts/local/files.js'
import { localHost } from '../../../src/hosts/local/index.js'
import type { Finished, Host, Words } from '../../../src/hosts/host.js'
import { SecretFiles } from '../../../src/contexts/vault.js'
import { command } from '../../../src/steps/command.js'
import { directory } from '../../../src/steps/directory.js'
import { file } from '../../../src/steps/file.js'
import { php } from '../../../src/steps/php.js'
import { secret } from '../../../src/steps/secret.js'
import { stages, type Outcome, type Step, type StepKind } from '../../../src/steps/common/step.js'
import { symlink } from '../../../src/steps/symlink.js'
import type { World } from '../../../src/steps/common/world.js'

const kinds = [secret, directory, symlink, file, php, command] as unknown as readonly StepKind[]

/** All that a program was given as words, and all that it wrote. */
export interface Heard {
  readonly words: Words
  readonly finished: Finished
}

/** This machine, with a note of what was run. */
export const listeningWorld = (home: string) => {
  const heard: Heard[] = []
  const host = localHost(home)
  const run: Host['run'] = async (words, options) => {
    const finished = await host.run(words, options)
    heard.push({ words, finished })
    return finished
  }
  const vault = new SecretFiles(home, localFiles)
  return { world: { host: { ...host, run }, vault, home } as unknown as World, heard }
}

const applyOne = async (step: Step, world: World): Promise<Outcome | undefined> => {
  const kind = kinds.find((known) => known.kind === step.kind)
  if (kind === undefined) throw new Error(`no kind ${step.kind}`)
  const [observed] = await kind.observe([step], world)
  if (kind.change(step, observed) === undefined) return undefined
  const before = await kind.prepare(step, observed, () => world.home, world)
  return (await kind.run([{ step, before }], world))[0]
}

/** Makes true, in the order of the stages, what is not; gives the outcomes of what was run. */
export const apply = async (steps: readonly Step[], world: World): Promise<readonly Outcome[]> => {
  const outcomes: Outcome[] = []
  for (const step of stages.flatMap((stage) => steps.filter((one) => one.stage === stage))) {
    const outcome = await applyOne(step, world)
    if (outcome !== undefined) outcomes.push(outcome)
  }
  return outcomes
}
