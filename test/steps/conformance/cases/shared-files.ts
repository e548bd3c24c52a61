import { execFileSync } from 'node:child_process'
import { userInfo } from 'node:os'
import { rootParts } from '../../../support/root-parts.js'
import type { RootCases } from '../cases.js'
import { stepOf } from '../memory-bench.js'
import { sharedFolder } from '../root-bench.js'

/** Entries for the user that provisions, which a site with ACLs has everywhere, and for somebody else. */
const own = (rights: string): string => `u:${userInfo().username}:${rights},u:nobody:${rights}`

const inherited = own('rwx').replace(/(^|,)u/g, '$1d:u')

const giveToOthers = (folder: string): void => {
  execFileSync('setfacl', ['-m', `${own('rwx')},${inherited},d:g::r-x,d:o::---`, folder, `${folder}/07`])
  execFileSync('setfacl', ['-m', own('rw-'), `${folder}/07/photo.txt`])
}

const shared = () => [
  stepOf({ kind: 'shared-files', helper: rootParts().helper, user: 'ptest-c', path: sharedFolder() }),
]

export const cases: RootCases = {
  on: 'root',
  examples: [
    {
      says: 'files that get ACLs for a client',
      arrange: ({ tell }) => tell('client ptest-c'),
      get steps() {
        return shared()
      },
      repeats: true,
    },
    {
      says: 'files that have ACLs for others, as new ones in their folder will have',
      arrange: ({ tell }) => {
        tell('client ptest-c')
        giveToOthers(`${sharedFolder()}/2026`)
      },
      get steps() {
        return shared()
      },
      repeats: true,
    },
    {
      says: 'folders without ACLs, in which new files will have some for others',
      arrange: ({ tell }) => {
        tell('client ptest-c')
        execFileSync('setfacl', ['-m', `${inherited},d:g::r-x,d:o::---`, `${sharedFolder()}/2026`])
      },
      get steps() {
        return shared()
      },
      repeats: true,
    },
    {
      says: 'folders that have ACLs for others, which new ones in them will not have',
      arrange: ({ tell }) => {
        tell('client ptest-c')
        execFileSync('setfacl', ['-m', own('rwx'), `${sharedFolder()}/2026`])
      },
      get steps() {
        return shared()
      },
      repeats: true,
    },
  ],
}
