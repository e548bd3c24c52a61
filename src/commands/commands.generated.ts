// Written by scripts/lists.mjs from the folders: do not edit.

/** Commands by oclif's id; each is loaded when it runs. */
export const commands = {
  completion: () => import('./completion.js'),
  'provision-apply': () => import('./provision-apply.js'),
  'provision-apply-plan': () => import('./provision-apply-plan.js'),
  'provision-delete': () => import('./provision-delete.js'),
  'provision-disable': () => import('./provision-disable.js'),
  'provision-enable': () => import('./provision-enable.js'),
  'provision-gc': () => import('./provision-gc.js'),
  'provision-install': () => import('./provision-install.js'),
  'provision-journal': () => import('./provision-journal.js'),
  'provision-list': () => import('./provision-list.js'),
  'provision-recover': () => import('./provision-recover.js'),
  'provision-save': () => import('./provision-save.js'),
  'provision-show': () => import('./provision-show.js'),
  'provision-verify': () => import('./provision-verify.js'),
  'sandbox:start': () => import('./sandbox/start.js'),
  'sandbox:status': () => import('./sandbox/status.js'),
  'sandbox:stop': () => import('./sandbox/stop.js'),
} as const
