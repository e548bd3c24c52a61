import { account } from './account.js'
import { check } from './check.js'
import { command } from './command.js'
import { databaseServer } from './database-server.js'
import { database } from './database.js'
import { directory } from './directory.js'
import { emptyDatabase } from './empty-database.js'
import { file } from './file.js'
import { grant } from './grant.js'
import { php } from './php.js'
import { removal } from './removal.js'
import { secret } from './secret.js'
import type { StepKind } from './common/step.js'
import { symlink } from './symlink.js'
import { web } from './web/index.js'

const all = [
  account,
  check,
  command,
  database,
  databaseServer,
  directory,
  emptyDatabase,
  file,
  grant,
  php,
  removal,
  secret,
  symlink,
  web,
] as readonly unknown[] as readonly StepKind[]

/** Every kind of step by its name. */
export const kinds: ReadonlyMap<string, StepKind> = new Map(all.map((kind) => [kind.kind, kind]))
