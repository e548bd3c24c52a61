/** Says what keeps a folder from being removed, removes it, and says what is left. Run where something is mounted. */
import { findUndeletable } from '../../../src/hosts/local/undeletable.js'
import { remove } from '../../../src/hosts/local/removal.js'

const [path = ''] = process.argv.slice(2)
const removed = (): string => {
  try {
    remove(path)
    return 'removed'
  } catch (error) {
    return (error as Error).message
  }
}
process.stdout.write(JSON.stringify([findUndeletable(path), removed()]))
