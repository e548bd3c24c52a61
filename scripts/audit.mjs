// Audits what is shipped, after showing that the registry's audit finds anything at all. Exit code 77: it was not done.
import { npmOn, npmOnShipped } from './production-tree.mjs'

const words = [
  'audit',
  '--json',
  '--package-lock-only',
  '--offline=false',
  '--fetch-retries=0',
  '--fetch-timeout=15000',
]
const notDone = 77

/** A version with an advisory of many years: an audit that does not find it has asked nobody who knows. */
const known = { name: 'minimist', version: '0.0.8' }

const canary = () => {
  const top = { name: 'canary', version: '1.0.0', dependencies: { [known.name]: known.version } }
  const packages = { '': top, [`node_modules/${known.name}`]: { version: known.version } }
  return npmOn(top, { ...top, lockfileVersion: 3, requires: true, packages }, words)
}

/** The number of vulnerabilities, or the reason why nobody knows. */
const found = ({ stdout, stderr }) => {
  try {
    const { metadata, message, error } = JSON.parse(stdout)
    const total = metadata?.vulnerabilities?.total
    return total === undefined ? { reason: message ?? error?.summary ?? 'no answer' } : { total }
  } catch {
    return { reason: stderr.trim().split('\n')[0] || 'no answer' }
  }
}

const endAsNotDone = (reason) => {
  console.log(`the audit was not done: ${reason}`)
  process.exit(notDone)
}

const { total, reason } = found(await canary())
if (total === undefined) endAsNotDone(reason)
if (total === 0) endAsNotDone(`the registry does not know that ${known.name} ${known.version} is vulnerable`)

const audited = await npmOnShipped(words)
const shipped = found(audited)
if (shipped.total === undefined) endAsNotDone(shipped.reason)
console.log(shipped.total === 0 ? 'no known vulnerability in what is shipped' : audited.stdout)
if (shipped.total > 0) process.exitCode = 1
