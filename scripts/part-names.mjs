import { basename } from 'node:path'

const packageOf = (input) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1]

const shortName = (input) =>
  (packageOf(input) ?? input.replace(/^src\/|\.\w+$/g, '')).replace(/\W+/g, '-').replace(/^-/, '')

/** The source of at least half of the code: one file of ours, or one library. */
const mainSource = (inputs) => {
  const bytes = new Map()
  let all = 0
  for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
    const name = shortName(input)
    bytes.set(name, (bytes.get(name) ?? 0) + bytesInOutput)
    all += bytesInOutput
  }
  return [...bytes.keys()].find((name) => 2 * bytes.get(name) >= all && all > 0)
}

const nameOf = ({ entryPoint, inputs }) => (entryPoint ? shortName(entryPoint) : (mainSource(inputs) ?? 'shared'))

/** Readable names of parts for stack traces, because esbuild's own names are digests. */
export const partNames = ({ outputs }) => {
  const names = new Map()
  const taken = new Map()
  for (const [file, output] of Object.entries(outputs)) {
    const name = nameOf(output)
    const count = (taken.get(name) ?? 0) + 1
    taken.set(name, count)
    names.set(basename(file), count === 1 ? name : `${name}.${count}`)
  }
  return names
}
