import type { WebSite } from './view/site.js'

/** The response of a site, as templates need it. `quote` quotes the addresses that it redirects to. */
export interface ResponseView {
  readonly open: boolean
  /** Where names redirect to that do not show the site. */
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
