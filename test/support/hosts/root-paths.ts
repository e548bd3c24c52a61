import { lstatSync, readlinkSync } from 'node:fs'
import { posix } from 'node:path'

const mostLinks = 40

const targetOf = (path: string): string | undefined =>
  lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ? readlinkSync(path) : undefined

const tooManyLinks = (path: string): Error => Object.assign(new Error(`ELOOP: ${path}`), { code: 'ELOOP' })

/** Paths of a machine whose root is a folder of this one: links in it lead to what is in it, absolute ones too. */
export class RootPaths {
  constructor(readonly root: string) {}

  /** Where a path is in the folder; the last part is not followed when it is a link. */
  place(path: string): string {
    return posix.join(this.root, this.#follow(posix.dirname(path)), posix.basename(path))
  }

  /** Where that is in the folder to which a path leads. */
  end(path: string): string {
    return posix.join(this.root, this.#follow(path))
  }

  /** Part by part, so that `..` is the parent of where a link leads; no path gets above the root. */
  #follow(path: string, left = mostLinks): string {
    if (left === 0) throw tooManyLinks(path)
    let reached = '/'
    for (const part of path.split('/').filter(Boolean)) {
      const next = posix.join(reached, part)
      const target = targetOf(posix.join(this.root, next))
      reached =
        target === undefined ? next : this.#follow(posix.isAbsolute(target) ? target : `${reached}/${target}`, left - 1)
    }
    return reached
  }
}
