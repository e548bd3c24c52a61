import { type Quoting, quoting } from '../../lib/quoting.js'
import { probeOf } from './probe.js'
import type { WebServer } from './view/server.js'
import type { WebSite } from './view/site.js'

/** Values of a vhost, except names, quoted for one web server. */
export const siteValues = (site: WebSite, { paths }: WebServer, as: Quoting) => {
  const quote = quoting[as]
  const { upload, uploadBytes, memory, seconds } = site.limits
  return {
    upload,
    upload_bytes: uploadBytes,
    memory,
    time: seconds,
    scheme: site.public.scheme,
    public_port: site.public.port,
    probe: probeOf(site.owner),
    uri: quote(site.names.uri),
    root: quote(site.platform.root),
    site_path: quote(site.path),
    app: quote(paths.app),
    acme: quote(paths.acme),
    php: site.platform.php,
    /** Limits that come with each request. A pool of its own has them already. */
    limits: site.socket === undefined,
    cred: site.credentials.length > 0 ? quote(`${site.file}.cred`) : '',
  }
}

/** The credentials in the form that a template writes. */
export const credentialValues = ({ credentials }: WebSite, as: Quoting) =>
  credentials.map(({ name, quoted }) => ({ name, value: quoted(as) }))
