import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { healths } from '../../contexts/planning.js'

export const outputFlags = {
  json: Flags.boolean({ description: 'print one JSON object' }),
  backend: Flags.boolean({ description: "print Drush's packet, for old front ends", exclusive: ['json'] }),
  quiet: Flags.boolean({ description: 'no progress on stderr, only warnings and errors', char: 'q' }),
}

const taskHelp = 'TASK'

export const taskFlags = {
  ...outputFlags,
  verbose: Flags.boolean({
    description: 'list each step on the terminal, also on success',
    helpGroup: taskHelp,
    exclusive: ['quiet'],
  }),
  'dry-run': Flags.boolean({ description: 'show the plan, change nothing', helpGroup: taskHelp }),
  check: Flags.boolean({ description: 'like --dry-run, but exit 2 if there is something to do', helpGroup: taskHelp }),
  diff: Flags.boolean({ description: 'show changed lines, secrets masked', helpGroup: taskHelp }),
  out: Flags.string({
    description: 'with --dry-run: save the plan for provision-apply-plan',
    helpValue: 'FILE',
    helpGroup: taskHelp,
    dependsOn: ['dry-run'],
  }),
  'detailed-exitcodes': Flags.boolean({
    description: 'exit 2 if something changed; for many contexts, 4 if some failed, 6 if some changed and some failed',
    helpGroup: taskHelp,
  }),
  wait: Flags.integer({
    description: 'seconds to wait for a context that another task has locked; --wait alone means a day',
    helpValue: 'SECONDS',
    helpGroup: taskHelp,
    min: 0,
    default: 0,
  }),
  jobs: Flags.integer({
    description: 'how many programs, installations and health checks run at once; 8 by default',
    helpValue: 'NUMBER',
    helpGroup: taskHelp,
    min: 1,
  }),
  health: Flags.option({
    description:
      'when the health check refuses a change: strict, if a site fails; no-worse, if one fails that did not before; off, never',
    helpGroup: taskHelp,
    options: healths,
  })(),
  events: Flags.integer({
    description: 'write progress to this file descriptor, one JSON object a line',
    helpValue: 'FD',
    helpGroup: taskHelp,
  }),
  yes: Flags.boolean({ description: 'confirm a destructive task', char: 'y', helpGroup: taskHelp }),
  confirm: Flags.string({
    description: 'confirm a destructive task for this context',
    helpValue: '@NAME',
    helpGroup: taskHelp,
  }),
}

export const nameArgs = {
  context: Args.string({ description: 'name of the context', required: true, ignoreStdin: true }),
}

export const contextsArg = {
  description: "names of contexts, globs such as '@*.example.com', or - for names on stdin",
  ignoreStdin: true,
}

/** For commands with `strict = false`, which accept several names or paths. */
export const namesArgs = { contexts: Args.string({ ...contextsArg, required: true }) }

const argsByWords = {
  context: nameArgs,
  contexts: namesArgs,
  'optional contexts': { contexts: Args.string(contextsArg) },
  files: {
    paths: Args.string({ description: 'context files, or folders of them', required: true, ignoreStdin: true }),
  },
}

/** The arguments of a task: their name, and whether they are required. */
export const argsOf = (words: keyof typeof argsByWords) => argsByWords[words]
