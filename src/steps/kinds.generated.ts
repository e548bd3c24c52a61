// Written by scripts/lists.mjs from the folders: do not edit.
import type { Kinds, StepKind } from './common/kind.js'
import { stepKind as accountKind } from './account.js'
import { stepKind as checkKind } from './check.js'
import { stepKind as codeTreeKind } from './code-tree.js'
import { stepKind as commandKind } from './command.js'
import { stepKind as contextReadersKind } from './context-readers.js'
import { stepKind as databaseKind } from './database.js'
import { stepKind as databaseServerKind } from './database-server.js'
import { stepKind as directoryKind } from './directory.js'
import { stepKind as emptyDatabaseKind } from './empty-database.js'
import { stepKind as fileKind } from './file.js'
import { stepKind as grantKind } from './grant.js'
import { stepKind as needsKind } from './needs.js'
import { stepKind as phpKind } from './php.js'
import { stepKind as phpPoolKind } from './php-pool.js'
import { stepKind as quotaKind } from './quota.js'
import { stepKind as removalKind } from './removal.js'
import { stepKind as secretKind } from './secret.js'
import { stepKind as sharedFilesKind } from './shared-files.js'
import { stepKind as symlinkKind } from './symlink.js'
import { stepKind as tablesKind } from './tables.js'
import { stepKind as treeAccessKind } from './tree-access.js'
import { stepKind as unixClientKind } from './unix-client.js'
import { stepKind as unixGroupKind } from './unix-group.js'
import { stepKind as webKind } from './web/index.js'

const all = [
  accountKind,
  checkKind,
  codeTreeKind,
  commandKind,
  contextReadersKind,
  databaseKind,
  databaseServerKind,
  directoryKind,
  emptyDatabaseKind,
  fileKind,
  grantKind,
  needsKind,
  phpKind,
  phpPoolKind,
  quotaKind,
  removalKind,
  secretKind,
  sharedFilesKind,
  symlinkKind,
  tablesKind,
  treeAccessKind,
  unixClientKind,
  unixGroupKind,
  webKind,
] as readonly unknown[] as readonly StepKind[]

/** Every kind of step by its name. */
export const kinds: Kinds = new Map(all.map((kind) => [kind.kind, kind]))
