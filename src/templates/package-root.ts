import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

const folderAbove = (folder: string): string =>
  existsSync(join(folder, 'package.json')) || dirname(folder) === folder ? folder : folderAbove(dirname(folder))

/** The folder with `package.json` and `templates/`, without a slash at the end. */
export const packageRoot = folderAbove(import.meta.dirname)
