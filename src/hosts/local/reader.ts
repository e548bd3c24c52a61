import { readdirSync, readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { ignoringMissing } from './missing.js'
import { groupName, groups } from './groups.js'
import type { HostReader } from '../reader.js'
import { permitted } from './permitted.js'

const currentUser = () => {
  const { username, gid } = userInfo()
  return { name: username, group: groupName(gid) }
}

/** This machine as planning sees it. */
export const localReader = (home: string): HostReader => ({
  text: (path) => ignoringMissing(() => readFileSync(path, 'utf8')),
  exists: (path) => permitted(path, 'exists'),
  list: (path) => ignoringMissing(() => readdirSync(path).sort()) ?? [],
  executable: (path) => permitted(path, 'execute'),
  groups: () => groups().map(({ name }) => name),
  home: () => home,
  user: currentUser,
})
