import { SecretFiles } from '../../../src/contexts/vault.js'
import type { Finished, Host, Words } from '../../../src/hosts/host.js'
import { holderOf } from '../../../src/hosts/holder.js'
import { localHost } from '../../../src/hosts/local/index.js'
import { ownFiles } from '../../../src/hosts/local/own-files.js'
import { defaultStages } from '../../../src/steps/common/stages.js'
import type { Outcome } from '../../../src/steps/common/kind.js'
import type { Step } from '../../../src/steps/common/step.js'
import type { Run, World } from '../../../src/steps/common/world.js'
import { kinds } from '../../../src/steps/kinds.generated.js'
import { applySteps, runIn } from '../../support/steps.js'

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
  const vault = new SecretFiles(home, ownFiles)
  const world = { host: () => ({ ...host, run }), vault, home, holder: holderOf('test') } as unknown as World
  return { world: runIn(world, home), heard }
}

/** Makes true, in the order of the stages, what is not; gives the outcomes of what was run. */
export const apply = async (steps: readonly Step[], world: Run): Promise<readonly Outcome[]> => {
  const outcomes: Outcome[] = []
  for (const step of defaultStages.order.flatMap((stage) => steps.filter((one) => one.stage === stage))) {
    const kind = kinds.get(step.kind)
    if (kind === undefined) throw new Error(`no kind ${step.kind}`)
    const [applied] = await applySteps(kind, [step], world)
    if (applied !== undefined) outcomes.push(applied.outcome)
  }
  return outcomes
}
