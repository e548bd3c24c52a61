/** The written parts of the pages in docs/reference; the rest is generated from the definitions. */
export const notice = '<!-- Written by scripts/reference.mjs (npm run docs): do not edit. -->'

export const introduction = `
    provision [@CONTEXT] COMMAND [@CONTEXT …] [--FLAG …]

\`provision provision-verify @example.com\`, \`provision @example.com provision-verify\` and
\`provision verify @example.com\` are the same. \`provision COMMAND --help\` shows one command.

stdout has the result alone; progress, warnings and errors go to stderr. [json.md](json.md) says what \`--json\` prints.

## Exit codes

| exit code | means |
|---|---|
| 0 | done, or nothing to do |
| 1 | failed, and everything undone |
| 2 | \`--check\`: there is something to do; \`--detailed-exitcodes\`: something changed |
| 3 | failed, and something could not be undone: it is named |
| 4, 6 | \`--detailed-exitcodes\` and several contexts: some failed; some changed and some failed |
| 64 | the words or values given are wrong, or a context is missing or its file is damaged: nothing was done for it; of several contexts, with \`--detailed-exitcodes\`, when no failure is of another kind and nothing changed |
| 75 | another task holds the context |
| 130 | interrupted, and undone |

## Environment

| variable | |
|---|---|
| \`PROVISION_HOME\` | folder of contexts, configuration and journal; without it \`/var/aegir\` if that is there and writable, else \`~/.provision\` |
| \`PROVISION_ALLOW_ROOT\` | \`1\`: run as root, which is refused otherwise |
| \`NO_COLOR\`, \`TERM=dumb\` | no colours; no live list |
| any name | \`--PROPERTY=env:NAME\` takes a secret from it |

## Files

| below \`PROVISION_HOME\` | |
|---|---|
| \`contexts/NAME.json\`, \`secrets/NAME.json\`, \`hosts/HOST\` | contexts, their secrets, whose a host name is: [contexts](../../contexts/README.md) |
| \`config/nginx.conf\`, \`config/apache.conf\` | what the web server's own configuration includes |
| \`config/SERVER/TYPE/pre.d\`, \`post.d\` | your own directives, \`*.conf\`, for the server; in a folder named after a site, for that site |
| \`journal/open\`, \`journal/closed\` | tasks that run or were broken off; the last 200 that ended |
| \`locks/\` | who holds what |
| \`sandbox/\` | private servers |
`

export const aboutProperties = `
\`provision-save @NAME --PROPERTY=VALUE\` sets one; \`--PROPERTY=null\` takes it back to its default. A list is words with
commas between them; a list of objects is JSON, or \`@FILE\` with JSON in it. A secret is given as \`env:NAME\` or
\`file:/path\`. Properties of a service belong to servers that offer it. \`provision-show @NAME --resolved\` shows the
values of a context and where they come from.
`
