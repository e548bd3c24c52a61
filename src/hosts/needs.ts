/** Something that a machine must have. */
export type Need =
  /** A socket or a port where something listens. */
  | { readonly need: 'socket'; readonly path: string }
  | { readonly need: 'port'; readonly address: string; readonly port: number }
  /** A program that the current user may run: a path, or a name in one of the standard folders. */
  | { readonly need: 'program'; readonly name: string }
  /** A UNIX group that the current user may give files to. */
  | { readonly need: 'group'; readonly name: string }
  /** A folder that the current user may write to, or can make. */
  | { readonly need: 'folder'; readonly path: string }
