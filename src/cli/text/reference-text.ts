/** The written parts of the pages in docs/reference; the rest is generated from the definitions. */
export const notice = '<!-- Written by scripts/reference.mjs (npm run docs): do not edit. -->'

export const introduction = `
    provision [@CONTEXT] COMMAND [@CONTEXT …] [--FLAG …]

\`provision provision-verify @example.com\`, \`provision @example.com provision-verify\` and
\`provision verify @example.com\` are the same. \`provision COMMAND --help\` shows the help of one command.

Only the result goes to stdout; progress, warnings and errors go to stderr. [json.md](json.md) describes the output of \`--json\`.

## Exit codes

| exit code | meaning |
|---|---|
| 0 | done, or nothing to do |
| 1 | failed, and everything was undone |
| 2 | \`--check\`: there is something to do; \`--detailed-exitcodes\`: something changed |
| 3 | failed, and something could not be undone, or was kept by \`--keep-failed\`: the message names it |
| 4, 6 | \`--detailed-exitcodes\` and several contexts: some failed; some changed and some failed |
| 64 | refused before anything was done: wrong arguments or values, a missing or a damaged context, something that may not be done as it is; for several contexts with \`--detailed-exitcodes\`, only if all failures are of this kind and nothing changed |
| 75 | another task has locked the context |
| 130 | interrupted, and everything was undone |

[errors.md](errors.md) has the exit code of each error.

## Environment

| variable | |
|---|---|
| \`PROVISION_HOME\` | folder of contexts, configuration and journal; by default \`/var/aegir\` if it exists and is writable, else \`~/.provision\` |
| \`PROVISION_ALLOW_ROOT\` | \`1\`: allow to run as root |
| \`NO_COLOR\`, \`TERM=dumb\` | no colours; no live list |
| any name | \`--PROPERTY=env:NAME\` reads a secret from it |

## Files

| below \`PROVISION_HOME\` | |
|---|---|
| \`contexts/NAME.json\`, \`secrets/NAME.json\`, \`hosts/HOST\` | contexts, their secrets, the context of each host name: [contexts](../../contexts/README.md) |
| \`config/nginx.conf\`, \`config/apache.conf\` | files that the configuration of the web server includes |
| \`config/SERVER/TYPE/pre.d\`, \`post.d\` | your own directives, \`*.conf\`, for the server; in a folder named after a site, for that site |
| \`journal/open\`, \`journal/kept\` | running and interrupted tasks; tasks that can be undone |
| \`journal/closed\`, \`journal/given-up\` | the last 200 ended tasks; tasks that were given up |
| \`locks/\` | locks of running commands |
| \`sandbox/\` | private servers |
`

export const aboutProperties = `
\`provision-save @NAME --PROPERTY=VALUE\` sets one; \`--PROPERTY=null\` resets it to its default. A list is words with
commas between them; a list of objects is JSON, or \`@FILE\` with JSON in it. Give a secret as \`env:NAME\` or
\`file:/path\`. Properties of a service belong to servers that offer it. \`provision-show @NAME --resolved\` shows the
values of a context and where they come from.
`
