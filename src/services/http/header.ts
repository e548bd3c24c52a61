import type { Owner } from './view/checked.js'

/** The owner tag: the first line of each generated file. */
const ownerLine = ({ name, uuid }: Owner): string => `# provision: ${name} ${uuid}`

/** The first lines of a generated file. `folders` are for the administrator's own directives. */
export const header = (owner: Owner, folders: readonly string[] = []): string =>
  [
    ownerLine(owner),
    folders.length === 0
      ? '# Generated: changes are lost.'
      : `# Generated: changes are lost. Put directives of your own into *.conf in ${folders.join(' or ')}, then verify ${owner.name}.`,
  ].join('\n')

/** Whether a text carries the mark of another context. */
export const isForeign = (text: string | undefined, uuid: string): boolean =>
  text !== undefined && /^# provision: /.test(text) && !text.split('\n', 1)[0]?.endsWith(` ${uuid}`)

export const isOwn = (text: string | undefined, uuid: string): boolean =>
  text?.split('\n', 1)[0]?.endsWith(` ${uuid}`) ?? false
