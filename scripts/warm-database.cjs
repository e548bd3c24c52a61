// A fake database server: it accepts every login, and answers each query with no rows or the one row that is needed.
const { createServer } = require('mysql2')

const serverVersion = '10.11.0-MariaDB'
const utf8 = 33
const varchar = 253
/** Passwords and the protocol of MySQL 4.1 and later. */
const capabilities = 0x1 | 0x200 | 0x8000 | 0x80000

const column = (name) => ({
  catalog: 'def',
  schema: '',
  table: '',
  orgTable: '',
  name,
  orgName: name,
  characterSet: utf8,
  columnLength: 255,
  columnType: varchar,
  flags: 0,
  decimals: 0,
})

const rowsFor = (sql) => {
  if (sql.startsWith('SELECT VERSION')) return [{ version: serverVersion }]
  if (sql === 'SHOW GRANTS') return [{ grants: 'GRANT ALL PRIVILEGES ON *.* TO `warm`@`localhost` WITH GRANT OPTION' }]
  return []
}

const answer = (connection, sql) => {
  const rows = rowsFor(sql)
  if (sql.startsWith('SET')) connection.writeOk()
  else connection.writeTextResult(rows, Object.keys(rows[0] ?? { none: '' }).map(column))
  beginAnew(connection)
}

/** The library keeps counting packets. The caller has to restart the count at zero for each query. */
const beginAnew = (connection) => {
  connection.sequenceId = 0
}

const serve = (connection) => {
  // SET arrives as a prepared statement.
  for (const event of ['query', 'stmt_prepare']) connection.on(event, (sql) => answer(connection, sql))
  connection.on('error', () => {})
  connection.serverHandshake({
    protocolVersion: 10,
    serverVersion,
    connectionId: 1,
    statusFlags: 2,
    characterSet: utf8,
    capabilityFlags: capabilities,
    authCallback: (_client, accept) => {
      accept(null)
      beginAnew(connection)
    },
  })
}

/** Listens on its own socket until `close()`. */
exports.startDatabase = (socket) =>
  new Promise((resolve, reject) => {
    const server = createServer(serve)
    server._server.on('error', reject)
    server.listen(socket, () => resolve(server))
  })
