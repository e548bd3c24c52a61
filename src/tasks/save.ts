import { isVerified } from '../contexts/record.js'
import { contextTypesText } from '../contexts/type-names.js'
import { usage } from '../errors.js'
import { forgetSteps } from '../planning/context-steps.js'
import type { ContextInput } from '../planning/drafting/draft.js'
import { Saving, loadingFor, savingLock } from '../planning/drafting/saving.js'
import { refuseInUse } from '../planning/in-use.js'
import type { TaskPlanning } from '../planning/planning.js'
import { defaultStages } from '../steps/common/stages.js'
import { type TaskRun, defineTask } from './common/task.js'

const saving = (input: ContextInput, planning: TaskPlanning): TaskRun => ({
  contexts: [input.name],
  takesUnknown: true,
  renders: false,
  ...loadingFor([input], planning),
  want: (planning) => {
    const save = new Saving(planning)
    return { intent: () => save.saveIntent(input), warnings: save.warningsOf }
  },
})

/**
 * Needs a confirmation once the context has been verified: its resources need its secrets, which cannot be restored.
 */
const deleting = (name: string, force: readonly string[], { store }: TaskPlanning): TaskRun => {
  const to = `deleting the context ${name} with its secrets`
  return {
    contexts: [name],
    title: 'provision-save --delete',
    keeps: false,
    consents: isVerified(store.read(name)) ? [{ context: name, to }] : [],
    renders: false,
    want: (planning) => ({
      intent: () => {
        if (!force.includes(name)) refuseInUse(name, new Set(), planning)
        return { context: name, steps: forgetSteps(planning.store.read(name), planning) }
      },
    }),
  }
}

const refuseProperties = (name: string, properties: readonly string[]): void => {
  const [first] = properties
  if (first !== undefined)
    throw usage(`--delete takes no property such as --${first}`, `provision-save ${name} --delete`)
}

export const task = defineTask({
  name: 'provision-save',
  summary: 'Save a context. Only the given properties change.',
  examples: [
    'provision provision-save @server_web --context_type=server --http_service_type=nginx --http_port=8080',
    'provision provision-save @platform_x --context_type=platform --root=/srv/x --web_server=@server_web',
    'provision provision-save @example.com --context_type=site --uri=example.com --platform=@platform_x',
    'provision provision-save @example.com --aliases=www.example.com --redirection=null --diff',
    'provision provision-save @example.com --shares_names_with=umbrella',
    'provision provision-save @server_db --master_db=env:MASTER_DB',
    'provision provision-save @example.com --delete --confirm=@example.com',
  ],
  words: 'context',
  flags: {
    context_type: { takes: 'text', value: 'TYPE', description: `type of a new context: ${contextTypesText}` },
    delete: {
      takes: 'switch',
      description: 'delete the context and its secrets; its folders, databases and configuration stay',
    },
    force: {
      takes: 'texts',
      value: '@NAME',
      with: 'delete',
      description: 'with --delete: delete the named context although others refer to it',
    },
  },
  takesProperties: true,
  stages: defaultStages,
  locks: [savingLock],
  keeps: true,
  begin: ({ words, flags, properties }, planning) => {
    const [name = ''] = words
    if (flags.delete) {
      refuseProperties(name, Object.keys(properties))
      return deleting(name, flags.force, planning)
    }
    const { context_type } = flags
    const type = context_type === undefined ? {} : { contextType: context_type }
    return saving({ name, given: properties, ...type }, planning)
  },
})
