const prefix = '@client_'

/** The client that a short name stands for: `@client_acme` for `acme`. */
export const clientNamed = (name: string): string => `${prefix}${name}`

/** The short name of a client: `acme` for `@client_acme`. One with an unusual name keeps it. */
export const shortNameOf = (client: string): string =>
  client.startsWith(prefix) ? client.slice(prefix.length) : client
