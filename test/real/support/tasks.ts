import type { TaskReport } from '../../../src/provision/api.js'
import type { Json } from '../../../src/contexts/property.js'
import type { Tasks } from '../../support/tasks.js'
import { quiet as silent } from '../../support/quiet.js'

export const quiet = { progress: silent } as const

/** A task as plain data, so that another process can be told to run it. */
export type TaskWords =
  | {
      readonly task: 'save'
      readonly name: string
      readonly type?: string
      readonly properties: { readonly [name: string]: Json }
    }
  | { readonly task: 'verify' | 'install' | 'delete' | 'enable' | 'disable'; readonly name: string }
  | { readonly task: 'apply'; readonly path: string }
  | { readonly task: 'recover' }

export const runTask = async (tasks: Tasks, words: TaskWords): Promise<readonly TaskReport[]> => {
  switch (words.task) {
    case 'save': {
      const { name, type, properties } = words
      return [await tasks.save(name, { properties, ...(type === undefined ? {} : { contextType: type }) }, quiet)]
    }
    case 'verify':
      return tasks.verify([words.name], {}, quiet)
    case 'install':
      return tasks.install([words.name], {}, quiet)
    case 'delete':
      return tasks.delete([words.name], { noBackup: true }, quiet)
    case 'enable':
      return tasks.enable([words.name], quiet)
    case 'disable':
      return tasks.disable([words.name], quiet)
    case 'apply':
      return tasks.apply([words.path], quiet)
    case 'recover':
      return tasks.recover(quiet)
  }
}
