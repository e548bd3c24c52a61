/** The directions of imports of docs/architecture.md: down the list only. `lib/` and `errors.ts` are for all. */
const allow = (name, comment, from, to) => ({
  name,
  comment,
  severity: 'error',
  from: { path: `^src/(${from})` },
  to: { path: '^src/', pathNot: `^src/(${to}|lib/|errors\\.ts$)` },
})

/** Modules of Node and libraries that reach files, processes, sockets or databases. */
const outside =
  '^(node:)?(fs|child_process|net|http|https|dgram|tls|worker_threads)($|/)|node_modules/(fs-extra|execa|mysql2|write-file-atomic)/'

const reachers = [
  'src/(steps|hosts|engine|sandbox)/',
  'src/contexts/(store|vault)\\.ts',
  'src/(templates|provision)/',
  // The manifest of the commands.
  'src/cli/oclif-plugin\\.ts',
]

module.exports = {
  forbidden: [
    { name: 'no-loose-files', severity: 'error', from: { path: '^src/(?!run\\.ts|errors\\.ts)[^/]+$' }, to: {} },
    {
      name: 'nobody-imports-a-command',
      severity: 'error',
      from: { pathNot: '^src/(commands/commands\\.generated|run)' },
      to: { path: '^src/commands/' },
    },
    {
      name: 'only-the-program-imports-the-command-line',
      comment: 'what the command line asks for knows nothing of it',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(cli/|commands/|run\\.ts)' },
      to: { path: '^src/cli/' },
    },
    allow(
      'commands',
      'a command parses, asks for one thing and prints',
      'commands/',
      'cli/|commands/|tasks/|contexts/|provision/api|engine/progress',
    ),
    allow(
      'cli',
      'the command line knows the composition root, and what tasks declare',
      'cli/',
      'cli/|provision/|tasks/common/task|engine/(progress|interrupted)|contexts/|templates/|hosts/local/inputs',
    ),
    allow(
      'tasks',
      'a task says what it wants',
      'tasks/',
      'tasks/|planning/|contexts/|engine/(plan|consent)|steps/common/(step|stages)',
    ),
    allow(
      'queries',
      'a query reads and changes nothing',
      'queries/',
      'queries/|planning/|catalog/|services/|applications/|contexts/|hosts/|provision/api',
    ),
    allow(
      'planning',
      'planning asks services and applications what a context wants',
      'planning/',
      'planning/|catalog/|services/|applications/|contexts/|steps/|engine/plan|hosts/',
    ),
    allow(
      'gc',
      'gc looks for what no context owns, wherever services say',
      'gc/',
      'gc/|planning/|catalog/|services/|applications/|contexts/|steps/|engine/|hosts/',
    ),
    allow(
      'audit',
      'an audit tries what is configured, and changes nothing',
      'audit/',
      'audit/|planning/|services/|applications/|contexts/|hosts/|steps/common/root-helper|templates/package-root|provision/api',
    ),
    allow('catalog', 'the catalog joins declarations', 'catalog/', 'catalog/|services/|applications/|contexts/|hosts/'),
    allow(
      'services',
      'services are planners',
      'services/',
      'services/|contexts/|applications/application|steps/|hosts/|templates/',
    ),
    allow(
      'applications',
      'applications are planners',
      'applications/',
      'applications/|services/|contexts/|steps/|hosts/|templates/',
    ),
    allow('contexts', 'contexts know their references alone', 'contexts/', 'contexts/|hosts/'),
    allow('engine', 'the engine runs steps, whatever they are', 'engine/', 'engine/|steps/|hosts/'),
    allow('hosts', 'a host knows nothing of what it is used for', 'hosts/', 'hosts/'),
    allow('steps', 'a step acts on hosts', 'steps/', 'steps/|hosts/|contexts/|templates/package-root'),
    allow('lib', 'what is for all needs nothing', '(lib|templates)/', 'lib/|templates/'),
    {
      name: 'no-circular',
      comment: 'not of types alone, either: what circles cannot be read one file after the other',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'no-service-imports-another',
      severity: 'error',
      from: { path: '^src/services/([^/]+)/' },
      to: { path: '^src/services/[^/]+/', pathNot: '^src/services/$1/' },
    },
    {
      name: 'no-application-imports-another',
      severity: 'error',
      from: { path: '^src/applications/([^/]+)/' },
      to: { path: '^src/applications/[^/]+/', pathNot: '^src/applications/$1/' },
    },
    {
      name: 'planners-touch-nothing',
      comment: 'files, processes and sockets are for steps, hosts, the engine, the store and the composition root',
      severity: 'error',
      from: { path: '^src/', pathNot: reachers.map((path) => `^${path}`) },
      to: { path: outside },
    },
    {
      name: 'oclif-stays-in-the-command-line',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(cli|commands)/' },
      to: { path: 'node_modules/@oclif/' },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
