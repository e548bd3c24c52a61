import { userInfo } from 'node:os'
import { join } from 'node:path'
import { columns } from '../../../src/cli/text/columns.js'
import { aclText } from '../../../src/hosts/acl.js'
import { localHost } from '../../../src/hosts/local/index.js'
import { octal } from '../../../src/steps/common/access.js'

const me = userInfo().username
const web = 'www-data'

const uploads = (client: string, webRights: string): string =>
  `${me}:${web} 2770 owning group ${webRights}, group ${client} rwx; inherited: owning group ${webRights}, group ${client} rwx, user ${me} rwx`
const settings = (client: string): string => `${me}:${web} 0440 owning group ---, group ${client} r--`
const readable = `${me}:${me} 0755 no ACL`
const code = `${me}:${me} 2775 no ACL`

/** What may be done with a path: read it, and write or add to it, by users in this order. */
export const actors = ['web user', 'PHP of A', 'login of A', 'client B', 'stranger'] as const
const all = ['r-', 'r-', 'r-', 'r-', 'r-']
const ofA = ['--', 'r-', 'r-', '--', '--']
const nobody = ['--', '--', '--', '--', '--']
const uploaded = ['r-', 'rw', 'rw', '--', '--']
const kept = ['--', 'rw', 'rw', '--', '--']

export interface Row {
  readonly path: string
  readonly wanted: string
  readonly may: readonly string[]
}

const common = (client: string): readonly Row[] => [
  { path: '.', wanted: readable, may: all },
  { path: 'index.php', wanted: `${me}:${me} 0644 no ACL`, may: all },
  { path: 'sites', wanted: readable, may: all },
  { path: 'SITE', wanted: readable, may: all },
  { path: 'SITE/.provision', wanted: `${me}:${me} 0600 no ACL`, may: nobody },
  { path: 'SITE/credentials.php', wanted: settings(client), may: ofA },
]

/** What PHP makes in a folder: it belongs to PHP's user, and stays as it is. */
const made = (client: string, folder: string, webRights: 'r' | '-', may: readonly string[]): readonly Row[] => [
  {
    path: `${folder}/made`,
    wanted: `${client}:${web} 2770 owning group ${webRights === 'r' ? 'r-x' : '---'}, group ${client} rwx, user ${me} rwx; inherited: owning group ${webRights === 'r' ? 'r-x' : '---'}, group ${client} rwx, user ${me} rwx`,
    may,
  },
  {
    path: `${folder}/made/file`,
    wanted: `${client}:${web} 0660 owning group ${webRights}--, group ${client} rw-, user ${me} rw-`,
    may,
  },
]

/** The table of the spec, for each application. */
export const tables = {
  php: (client: string): readonly Row[] => [
    ...common(client),
    { path: 'SITE/settings.php', wanted: settings(client), may: ofA },
    { path: 'SITE/files', wanted: uploads(client, 'r-x'), may: uploaded },
    ...made(client, 'SITE/files', 'r', uploaded),
    { path: 'SITE/private', wanted: uploads(client, '---'), may: kept },
    ...made(client, 'SITE/private', '-', kept),
  ],
  wordpress: (client: string): readonly Row[] => [
    ...common(client),
    { path: 'wp-config.php', wanted: `${me}:${me} 0644 no ACL`, may: all },
    { path: 'SITE/wp-config.php', wanted: settings(client), may: ofA },
    { path: 'SITE/content', wanted: readable, may: all },
    { path: 'SITE/content/plugins', wanted: code, may: all },
    { path: 'SITE/content/themes', wanted: code, may: all },
    { path: 'SITE/content/mu-plugins', wanted: code, may: all },
    { path: 'SITE/content/uploads', wanted: uploads(client, 'r-x'), may: uploaded },
    ...made(client, 'SITE/content/uploads', 'r', uploaded),
  ],
} as const

/** The same for Drupal and Backdrop, whose sites have these folders with code. */
export const multisiteTable = (client: string, folders: readonly string[]): readonly Row[] => [
  ...common(client),
  { path: 'sites/sites.php', wanted: `${me}:${me} 0644 no ACL`, may: all },
  { path: 'SITE/settings.php', wanted: settings(client), may: ofA },
  { path: 'SITE/drushrc.php', wanted: `${me}:${me} 0400 no ACL`, may: nobody },
  ...folders.map((name) => ({ path: `SITE/${name}`, wanted: code, may: all })),
  { path: 'SITE/files', wanted: uploads(client, 'r-x'), may: uploaded },
  ...made(client, 'SITE/files', 'r', uploaded),
  { path: 'SITE/private', wanted: uploads(client, '---'), may: kept },
  ...['files', 'temp', 'config'].map((name) => ({
    path: `SITE/private/${name}`,
    wanted: uploads(client, '---'),
    may: kept,
  })),
]

export const pathOf = ({ path }: Row, root: string, uri: string): string =>
  join(root, path.replace('SITE', `sites/${uri}`))

/** Owner, group, mode and ACL in effect, of each row. */
export const found = async (rows: readonly Row[], root: string, uri: string): Promise<readonly string[]> => {
  const queries = rows.map((row) => ({ path: pathOf(row, root, uri), acl: true, way: true }))
  return (await localHost('/nowhere').files.read(queries)).map(({ state, way }) =>
    state === undefined
      ? 'missing'
      : `${way?.parts.at(-1)?.owner}:${state.group} ${octal(state.mode)} ${aclText(state.acl)}`,
  )
}

/** PHP that tries to read and to change each path, as whoever runs it. Nothing is left. */
export const tries = (paths: readonly string[]): string => `
  $try = static function (string $path): string {
    $isFolder = @is_dir($path);
    $read = $isFolder ? @scandir($path) : @file_get_contents($path);
    $new = "$path/.tried-" . posix_geteuid();
    $written = $isFolder ? @file_put_contents($new, 'x') : @fopen($path, 'r+');
    if ($isFolder && $written !== false) unlink($new);
    return ($read === false ? '-' : 'r') . ($written === false ? '-' : 'w');
  };
  return array_map($try, json_decode('${JSON.stringify(paths)}'));`

/** For people: what was wanted, and found twice, and what each got. */
export const shownTable = (
  title: string,
  rows: readonly (Row & { readonly installed: string; readonly verified: string; readonly got: readonly string[] })[],
): string => {
  const same = ({ wanted }: Row, is: string): string => (wanted === is ? 'the same' : is)
  return [
    title,
    ...columns([
      ['path', 'wanted', 'after install', 'after a second verify', ...actors],
      ...rows.map((row) => [row.path, row.wanted, same(row, row.installed), same(row, row.verified), ...row.got]),
    ]),
    '',
  ].join('\n')
}
