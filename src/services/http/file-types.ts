/** Types of files by the ends of their names, the same for each web server. */
export type FileTypes = Readonly<Record<string, string>>

/** What pages are made of. */
export const pageTypes: FileTypes = {
  css: 'text/css',
  js: 'text/javascript',
  mjs: 'text/javascript',
  map: 'application/json',
  wasm: 'application/wasm',
  json: 'application/json',
  jsonld: 'application/ld+json',
  webmanifest: 'application/manifest+json',
  xml: 'text/xml',
  xsl: 'text/xml',
  rss: 'application/rss+xml',
  atom: 'application/atom+xml',
  txt: 'text/plain',
  htm: 'text/html',
  html: 'text/html',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  ico: 'image/x-icon',
  cur: 'image/x-icon',
  svg: 'image/svg+xml',
  webp: 'image/webp',
  avif: 'image/avif',
  bmp: 'image/bmp',
  woff: 'font/woff',
  woff2: 'font/woff2',
  ttf: 'font/ttf',
  otf: 'font/otf',
  eot: 'application/vnd.ms-fontobject',
  mp4: 'video/mp4',
  m4a: 'audio/mp4',
  m4v: 'video/mp4',
  webm: 'video/webm',
  ogg: 'audio/ogg',
  oga: 'audio/ogg',
  ogv: 'video/ogg',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  flac: 'audio/flac',
  opus: 'audio/ogg',
  vtt: 'text/vtt',
  srt: 'text/plain',
  pdf: 'application/pdf',
}

/** What people upload and download. In a code base, an archive may be a forgotten backup. */
export const documentTypes: FileTypes = {
  zip: 'application/zip',
  gz: 'application/gzip',
  tgz: 'application/gzip',
  bz2: 'application/x-bzip2',
  xz: 'application/x-xz',
  '7z': 'application/x-7z-compressed',
  rar: 'application/vnd.rar',
  dmg: 'application/octet-stream',
  exe: 'application/octet-stream',
  msi: 'application/octet-stream',
  apk: 'application/vnd.android.package-archive',
  epub: 'application/epub+zip',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ppt: 'application/vnd.ms-powerpoint',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  odt: 'application/vnd.oasis.opendocument.text',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  odp: 'application/vnd.oasis.opendocument.presentation',
  rtf: 'application/rtf',
  csv: 'text/csv',
  md: 'text/markdown',
  ics: 'text/calendar',
  vcf: 'text/vcard',
  kml: 'application/vnd.google-earth.kml+xml',
  gpx: 'application/gpx+xml',
  geojson: 'application/geo+json',
  psd: 'image/vnd.adobe.photoshop',
  ai: 'application/postscript',
  eps: 'application/postscript',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  heic: 'image/heic',
  mov: 'video/quicktime',
  avi: 'video/x-msvideo',
  mpg: 'video/mpeg',
  mpeg: 'video/mpeg',
  wmv: 'video/x-ms-wmv',
  '3gp': 'video/3gpp',
}

/** Ends of files that browsers keep for two weeks, for they are named in pages that they do not keep. */
const keptEnds = 'css|js|mjs|map|wasm|png|jpe?g|gif|ico|svg|webp|avif|woff2?|ttf|otf|eot|mp4|webm|ogg|mp3|pdf'

export const keptFiles = `\\.(?:${keptEnds})$`

/**
 * Files whose names have a digest, as build tools write them: `app.3f2a9c1b.js`. They never change. A date is no digest,
 * and neither is the name of a picture, which people replace.
 */
export const fingerprintedFiles =
  '[.-](?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{8,64}\\.(?:css|js|mjs|map|wasm|woff2?|ttf|otf)$'

const compressible = /^text\/|[/+](?:json|xml|wasm)$|^application\/vnd\.ms-fontobject$|^font\/[ot]tf$/

const all = { ...pageTypes, ...documentTypes }

/** Each type once, with its ends. */
export const typeEnds = (): readonly { readonly type: string; readonly ends: readonly string[] }[] =>
  [...new Set(Object.values(all))].map((type) => ({
    type,
    ends: Object.keys(all).filter((end) => all[end as keyof typeof all] === type),
  }))

/** Types that compression makes smaller. */
export const compressedTypes = (): readonly string[] =>
  typeEnds()
    .map(({ type }) => type)
    .filter((type) => compressible.test(type))

/** Ends of files that are text in UTF-8. */
export const textEnds = (): readonly string[] =>
  typeEnds()
    .filter(({ type }) => /^text\//.test(type))
    .flatMap(({ ends }) => ends)

/** The same by types. Nginx has `text/html` among them anyway. */
export const textTypes = (): readonly string[] =>
  typeEnds()
    .map(({ type }) => type)
    .filter((type) => /^text\/(?!html$)/.test(type))
