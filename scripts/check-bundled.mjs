// Checks that what is bundled, what is imported, `dependencies` and the bill of materials (npm sbom) are the same libraries.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundled } from './bundle.mjs'
import { root } from './generated.mjs'
import { npmOnShipped } from './production-tree.mjs'

/** The folder of the package that a file is in: `node_modules/a/node_modules/@b/c`. */
const folderOf = (path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]

const nameOf = (folder) => folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length)

const versioned = (folder) => {
  const { version } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
  return `${nameOf(folder)}@${version}`
}

const foldersIn = (paths) => new Set(paths.map(folderOf).filter((folder) => folder !== undefined))

/** Each package of which something is in the program. */
const bundledIn = ({ outputs }) => {
  const used = Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs))
  return new Set(
    [...foldersIn(used.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path))].map(versioned),
  )
}

/** Each package that a file of our own imports. */
const importedIn = ({ inputs }) => {
  const own = Object.entries(inputs).filter(([path]) => path.startsWith('src/'))
  return new Set([...foldersIn(own.flatMap(([, { imports }]) => imports.map(({ path }) => path)))].map(nameOf))
}

const billOfMaterials = async () => {
  const { code, stdout, stderr } = await npmOnShipped(['sbom', '--sbom-format=cyclonedx', '--package-lock-only'])
  if (code !== 0) throw new Error(`npm sbom: ${stderr || stdout}`)
  const { components } = JSON.parse(stdout)
  return new Set(components.map(({ group, name, version }) => `${group ? `${group}/` : ''}${name}@${version}`))
}

const without = (left, right) => [...left].filter((item) => !right.has(item)).sort()

const { metafile } = await bundled(join(root, 'dist'))
const declared = new Set(Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).dependencies))
const [inBundle, imported, bill] = [bundledIn(metafile), importedIn(metafile), await billOfMaterials()]

const complaints = [
  ...without(imported, declared).map((name) => `${name} is imported, and not in dependencies`),
  ...without(declared, imported).map((name) => `${name} is in dependencies, and nothing imports it`),
  ...without(inBundle, bill).map((name) => `${name} is bundled, and not in the bill of materials`),
]
for (const complaint of complaints) console.error(complaint)
console.log(
  `${declared.size} dependencies; ${inBundle.size} packages bundled, all of ${bill.size} in the bill of materials`,
)
if (complaints.length > 0) process.exitCode = 1
