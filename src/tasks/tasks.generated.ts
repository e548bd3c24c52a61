// Written by scripts/lists.mjs from the folders: do not edit.
import type { Task } from './common/task.js'

/** Every task by its name; each is loaded when it is needed. */
export const tasks: Readonly<Record<string, () => Promise<{ readonly task: Task }>>> = {
  'provision-apply': () => import('./apply.js'),
  'provision-delete': () => import('./delete.js'),
  'provision-disable': () => import('./disable.js'),
  'provision-enable': () => import('./enable.js'),
  'provision-install': () => import('./install.js'),
  'provision-save': () => import('./save.js'),
  'provision-verify': () => import('./verify.js'),
}
