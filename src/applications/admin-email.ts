import type { Site } from '../contexts/types/site.js'

/** WordPress stores at most 100 characters, and needs a dot in the host name, as Drupal does. */
const longestEmail = 100

const placeholder = (uri: string): string => {
  const email = `admin@${uri.includes('.') ? uri : `${uri}.invalid`}`
  return email.length > longestEmail ? 'admin@example.invalid' : email
}

/** The address of the first account of a site. */
export const adminEmail = ({ client_email, uri }: Pick<Site, 'client_email' | 'uri'>): string =>
  client_email ?? placeholder(uri)
