import { randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A PHP site with a database and two names. */
const site = (number) => {
  const uri = `site-${String(number).padStart(5, '0')}.example.com`
  const properties = { uri, platform: '@platform_bench', db_server: '@server_master', aliases: [`www.${uri}`] }
  return { name: `@${uri}`, context_type: 'site', uuid: randomUUID(), properties }
}

export const sites = (count) => Array.from({ length: count }, (_, at) => site(at + 1))

/** A file for provision-apply. */
export const writeFleet = ({ folder }, count) => {
  const path = join(folder, 'fleet.json')
  writeFileSync(path, JSON.stringify(sites(count)))
  return path
}

/** Writes context files as if each context had been saved, but not verified. */
export const writeContexts = ({ home }, count) => {
  const contexts = join(home, 'contexts')
  mkdirSync(contexts, { recursive: true })
  for (const one of sites(count))
    writeFileSync(
      join(contexts, `${one.name.slice(1)}.json`),
      `${JSON.stringify({ format: 1, ...one, recorded: {} }, undefined, 2)}\n`,
    )
}
