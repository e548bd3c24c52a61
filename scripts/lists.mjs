// Writes the lists of types of contexts, services, applications, kinds of steps, tasks and commands from their folders,
// so that adding one changes no other file.
// With --check it writes nothing and fails if a list is stale.
import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { root, writeOrCheck } from './generated.mjs'

const folders = (path) =>
  existsSync(join(root, path))
    ? readdirSync(join(root, path), { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && existsSync(join(root, path, entry.name, 'index.ts')))
        .map(({ name }) => name)
        .sort()
    : []

const camel = (...words) => words.join('-').replace(/[-_/](\w)/g, (_, letter) => letter.toUpperCase())

const header = '// Written by scripts/lists.mjs from the folders: do not edit.\n'

const record = (name, type, entries) =>
  `export const ${name} = {\n${entries.map(entry).join('')}} as const satisfies Readonly<Record<string, ${type}>>\n`

const entry = ([key, value]) => (key === value ? `  ${key},\n` : `  '${key}': ${value},\n`)

const servicesText = () => {
  const services = folders('src/services')
  const types = services.flatMap((service) => folders(`src/services/${service}`).map((type) => [service, type]))
  return [
    header,
    ...services.flatMap((service) => [
      `import { service as ${camel(service)} } from './${service}/index.js'\n`,
      ...types
        .filter(([owner]) => owner === service)
        .map(([, type]) => `import { serviceType as ${camel(service, type)} } from './${service}/${type}/index.js'\n`),
    ]),
    "import type { Service, ServiceType } from './service.js'\n\n",
    record(
      'services',
      'Service',
      services.map((service) => [service, camel(service)]),
    ),
    '\n',
    record(
      'serviceTypes',
      'ServiceType',
      types.map(([service, type]) => [`${service}/${type}`, camel(service, type)]),
    ),
  ].join('')
}

const applicationsText = () => {
  const applications = folders('src/applications')
  const named = (application) => `${camel(application)}Application`
  return [
    header,
    "import type { Application } from './application.js'\n",
    ...applications.map((name) => `import { application as ${named(name)} } from './${name}/index.js'\n`),
    `\nexport const applications: readonly Application[] = [${applications.map(named).join(', ')}]\n`,
  ].join('')
}

/** Files and folders of `src/steps`, one for each kind of step. */
const stepKinds = () =>
  readdirSync(join(root, 'src/steps'), { withFileTypes: true })
    .flatMap((entry) => {
      if (!entry.isDirectory()) return entry.name.endsWith('.generated.ts') ? [] : [basename(entry.name, '.ts')]
      return existsSync(join(root, 'src/steps', entry.name, 'index.ts')) ? [`${entry.name}/index`] : []
    })
    .sort()

const kindsText = () => {
  const kinds = stepKinds().map((path) => ({ path, name: camel(path.replace('/index', ''), 'kind') }))
  return [
    header,
    "import type { Kinds, StepKind } from './common/kind.js'\n",
    ...kinds.map(({ path, name }) => `import { stepKind as ${name} } from './${path}.js'\n`),
    `\nconst all = [${kinds.map(({ name }) => name).join(', ')}] as readonly unknown[] as readonly StepKind[]\n`,
    '\n/** Every kind of step by its name. */\n',
    'export const kinds: Kinds = new Map(all.map((kind) => [kind.kind, kind]))\n',
  ].join('')
}

const typesText = () => {
  const types = readdirSync(join(root, 'src/contexts/types'))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.generated.ts'))
    .map((name) => basename(name, '.ts'))
    .sort()
  return [
    header,
    "import type { ContextType } from '../context-type.js'\n",
    ...types.map((type) => `import { contextType as ${camel(type)} } from './${type}.js'\n`),
    '\n',
    record(
      'contextTypes',
      'ContextType',
      types.map((type) => [type, camel(type)]),
    ),
  ].join('')
}

const filesBelow = (path, folder = '') =>
  readdirSync(join(root, path, folder), { withFileTypes: true })
    .flatMap((entry) =>
      entry.isDirectory() ? filesBelow(path, join(folder, entry.name)) : [join(folder, basename(entry.name, '.ts'))],
    )
    .filter((name) => !name.endsWith('.generated'))
    .sort()

/** Files and folders of `src/tasks`, one for each task. */
const taskPaths = () =>
  readdirSync(join(root, 'src/tasks'), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.endsWith('.generated.ts')) return []
    if (!entry.isDirectory()) return [[basename(entry.name, '.ts'), entry.name.replace('.ts', '.js')]]
    return existsSync(join(root, 'src/tasks', entry.name, 'index.ts')) ? [[entry.name, `${entry.name}/index.js`]] : []
  })

const tasksText = () =>
  [
    header,
    "import type { Task } from './common/task.js'\n\n",
    '/** Every task by its name; each is loaded when it is needed. */\n',
    'export const tasks: Readonly<Record<string, () => Promise<{ readonly task: Task }>>> = {\n',
    ...taskPaths().map(([name, path]) => `  'provision-${name}': () => import('./${path}'),\n`),
    '}\n',
  ].join('')

const commandsText = () => {
  const commands = filesBelow('src/commands').map((name) => [name.replaceAll('/', ':'), `import('./${name}.js')`])
  const tasks = taskPaths().map(([name, path]) => [`provision-${name}`, `task(import('../tasks/${path}'))`])
  const line = ([id, load]) => `  '${id}': () => ${load},\n`
  return [
    header,
    "import type { Task } from '../tasks/common/task.js'\n\n",
    'const task = async (module: Promise<{ readonly task: Task }>) =>\n',
    "  (await import('../cli/task-command.js')).taskCommand(await module)\n\n",
    "/** Commands by oclif's id, those of tasks among them; each is loaded when it runs. */\n",
    `export const commands = {\n${[...commands, ...tasks].sort().map(line).join('')}} as const\n`,
  ].join('')
}

await writeOrCheck({
  'src/contexts/types/types.generated.ts': typesText(),
  'src/services/services.generated.ts': servicesText(),
  'src/applications/applications.generated.ts': applicationsText(),
  'src/steps/kinds.generated.ts': kindsText(),
  'src/commands/commands.generated.ts': commandsText(),
  'src/tasks/tasks.generated.ts': tasksText(),
})
