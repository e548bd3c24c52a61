import type { WebSite } from './view/site.js'

/** What the names of a site do, as templates have it; `quote` is for where the addresses go that they lead to. */
export interface ResponseView {
  readonly open: boolean
  /** Where names lead to that do not show the site. */
  readonly redirect: string
  readonly location: string
  readonly message: string
  readonly retry: boolean
}

export const responseView = ({ response, targetUrl }: WebSite, quote: (value: string) => string): ResponseView => {
  const none = { redirect: '', location: '', message: '', retry: false }
  if (response.open) return { ...none, open: true, redirect: quote(targetUrl ?? '') }
  return 'location' in response
    ? { ...none, open: false, location: quote(response.location) }
    : { ...none, open: false, message: response.message, retry: response.retry }
}
