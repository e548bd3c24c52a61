import { commandFirst, ownWords } from './cli/typed/argv.js'
import type { ReportFlags } from './cli/report/report.js'
import { printRaw } from './cli/report/output.js'
import { refuseRoot } from './cli/root.js'
import { commands } from './commands/commands.generated.js'

/** Commands that root may run. Root installs the output of completion. */
const rootMay = ['completion']

/** Commands that need the flags of all commands. */
const describes = ['completion']

const help = ['--help', '-h', 'help']

const version = ['--version', '-v', '-V', 'version']

const asksForHelp = (words: readonly string[]): boolean =>
  words.length === 0 ||
  isTopic(words) ||
  words[0] === 'help' ||
  words.some((word) => word === '--help' || word === '-h')

const isTopic = ([word, ...others]: readonly string[]): boolean =>
  others.length === 0 && Object.keys(commands).some((id) => id.startsWith(`${word}:`))

const asksForVersion = ([word = '']: readonly string[]): boolean => version.includes(word)

const printVersion = async (): Promise<void> => {
  const { version: number } = await import('./cli/version.js')
  printRaw(`provision/${number} ${process.platform}-${process.arch} node-${process.version}\n`)
}

const printHelp = async (words: readonly string[]): Promise<void> => {
  const asked = words.filter((word) => !help.includes(word) && !/^[@-]/.test(word))
  const [id] = asked.length === 0 || isTopic(asked) ? asked : commandFirst(asked, Object.keys(commands))
  const { showHelp } = await import('./cli/help.js')
  await showHelp(id, commands)
}

const runCommand = async (words: readonly string[]): Promise<void> => {
  const { configForHelp, configForRun, loadCommand } = await import('./cli/oclif-plugin.js')
  const ordered = commandFirst(words, Object.keys(commands))
  const [id = '', ...rest] = ordered
  if (!rootMay.includes(id)) refuseRoot()
  // oclif reads process.argv too.
  process.argv.splice(2, process.argv.length, ...ordered)
  const command = await loadCommand(id, commands)
  await command.run(rest, describes.includes(id) ? configForHelp(commands) : configForRun(commands))
}

const reportFlags = (words: readonly string[]): ReportFlags => ({
  json: words.includes('--json'),
  backend: words.includes('--backend'),
})

/** Runs the words of the command line. Sets the exit code in `process.exitCode`. */
export const run = async (words: readonly string[] = process.argv.slice(2)): Promise<void> => {
  try {
    if (asksForVersion(words)) await printVersion()
    else await (asksForHelp(ownWords(words)) ? printHelp(words) : runCommand(words))
  } catch (error) {
    const { printFailure } = await import('./cli/report/report.js')
    await printFailure(error, reportFlags(ownWords(words)))
  }
}

/** For build scripts: all command classes, for the manifest. */
export const loadCommands = async () => {
  const { loadCommand } = await import('./cli/oclif-plugin.js')
  const ids = Object.keys(commands)
  return Object.fromEntries(await Promise.all(ids.map(async (id) => [id, await loadCommand(id, commands)] as const)))
}

/** For build scripts: the generated pages of docs/reference. */
export const referencePages = async () => {
  const { readManifest } = await import('./cli/oclif-plugin.js')
  const { commandsPage, propertiesPage } = await import('./cli/reference.js')
  const { errorsPage } = await import('./cli/errors-page.js')
  const { jsonPage } = await import('./cli/json/page.js')
  const { jsonSchema } = await import('./cli/json/schema.js')
  const { openProvision } = await import('./cli/open.js')
  const described = Object.values(readManifest().commands)
  const withJson = described.filter(({ flags }) => 'json' in flags).map(({ id }) => id)
  return {
    'docs/reference/commands.md': commandsPage(described),
    'docs/reference/errors.md': errorsPage(),
    'docs/reference/json.md': jsonPage(withJson),
    'docs/reference/json.schema.json': `${JSON.stringify(jsonSchema, undefined, 2)}\n`,
    'docs/reference/properties.md': propertiesPage((await openProvision()).declared()),
  }
}
