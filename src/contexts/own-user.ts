/** The UNIX user that a site has for itself: `s` and the first 15 digits of its UUID. */
export const ownUser = ({ uuid }: { readonly uuid: string }): string => `s${uuid.replaceAll('-', '').slice(0, 15)}`

/** Whether a name could be that of a site's own user. */
export const isOwnUser = (name: string): boolean => /^s[0-9a-f]{15}$/.test(name)
