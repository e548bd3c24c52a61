// Written by scripts/lists.mjs from the folders: do not edit.
import type { Task } from '../tasks/common/task.js'

const task = async (module: Promise<{ readonly task: Task }>) =>
  (await import('../cli/task-command.js')).taskCommand(await module)

/** Commands by oclif's id, those of tasks among them; each is loaded when it runs. */
export const commands = {
  completion: () => import('./completion.js'),
  'provision-apply': () => task(import('../tasks/apply.js')),
  'provision-apply-plan': () => import('./provision-apply-plan.js'),
  'provision-audit': () => import('./provision-audit.js'),
  'provision-delete': () => task(import('../tasks/delete.js')),
  'provision-disable': () => task(import('../tasks/disable.js')),
  'provision-enable': () => task(import('../tasks/enable.js')),
  'provision-exec': () => import('./provision-exec.js'),
  'provision-gc': () => import('./provision-gc.js'),
  'provision-install': () => task(import('../tasks/install.js')),
  'provision-journal': () => import('./provision-journal.js'),
  'provision-list': () => import('./provision-list.js'),
  'provision-recover': () => import('./provision-recover.js'),
  'provision-save': () => task(import('../tasks/save.js')),
  'provision-show': () => import('./provision-show.js'),
  'provision-undo': () => import('./provision-undo.js'),
  'provision-verify': () => task(import('../tasks/verify.js')),
  'sandbox:remove': () => import('./sandbox/remove.js'),
  'sandbox:start': () => import('./sandbox/start.js'),
  'sandbox:status': () => import('./sandbox/status.js'),
  'sandbox:stop': () => import('./sandbox/stop.js'),
} as const
