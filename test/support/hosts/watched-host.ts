import type { Host } from '../../../src/hosts/host.js'
import type { Facts, HostReader } from '../../../src/hosts/reader.js'

/** What was asked of a host. */
export interface Watched {
  readonly host: Host
  /** The paths that were read or changed. */
  readonly paths: Set<string>
  /** The facts that were looked at, and the programs and requests that it was to run and send. */
  readonly others: string[]
}

const watchedReader = (reader: HostReader, see: (path: string) => void, note: (what: string) => void): HostReader => ({
  host: reader.host,
  home: reader.home,
  facts: new Proxy(reader.facts, {
    get: (facts, name) => {
      note(`fact ${String(name)}`)
      return facts[name as keyof Facts]
    },
  }),
  text: (path) => (see(path), reader.text(path)),
  exists: (path) => (see(path), reader.exists(path)),
  isDirectory: (path) => (see(path), reader.isDirectory(path)),
  list: (path) => (see(path), reader.list(path)),
  way: (path) => (see(path), reader.way(path)),
})

/** Takes note of all that is asked of a host. */
export const watchedHost = (host: Host): Watched => {
  const [paths, others] = [new Set<string>(), [] as string[]]
  const see = (path: string): void => void paths.add(path)
  const note = (what: string): void => void others.push(what)
  return {
    paths,
    others,
    host: {
      ...host,
      reader: watchedReader(host.reader, see, note),
      files: {
        ...host.files,
        read: (queries) => {
          for (const { path } of queries) see(path)
          return host.files.read(queries)
        },
        apply: (sets) => {
          for (const { path } of sets.flatMap(({ changes }) => changes)) see(path)
          return host.files.apply(sets)
        },
      },
      run: (words, options) => {
        note(`run ${words.join(' ')}`)
        return host.run(words, options)
      },
      request: (request) => {
        note(`request ${request.host}`)
        return host.request(request)
      },
    },
  }
}
