import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { closeSync, mkdtempSync, openSync, rmSync, statfsSync, symlinkSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseServer } from '../../src/hosts/database.js'
import { useSandbox } from '../support/sandbox.js'
import { Fleet } from './support/fleet.js'
import { differences, pictureOf } from './support/picture.js'
import { type TaskWords, runTask } from './support/tasks.js'
import { traces } from './support/trial.js'

const minutes = 60_000
const disk = process.env['PROVISION_TEST_SMALL_DISK']
const without =
  disk === undefined ? ' (skipped: PROVISION_TEST_SMALL_DISK is not set; bin/test mounts one when it may)' : ''
const describeOnDisk = disk === undefined ? describe.skip : describe

const sandbox = useSandbox()
let fleet: Fleet
let database: DatabaseServer
const name = '@full.test'
const hosts = ['full.test', 'neighbour.test']

/** The web server reads its configuration where the sandbox is; the disk is too small for the databases. */
const onDisk = (folder: string): Fleet => {
  symlinkSync(join(folder, 'config'), join(sandbox().home, 'config'))
  return new Fleet({ ...sandbox(), home: folder })
}

beforeAll(async () => {
  if (disk === undefined) return
  fleet = onDisk(mkdtempSync(join(disk, 'home-')))
  await fleet.begin()
  await fleet.saveSite('neighbour.test')
  await fleet.run({ task: 'install', name: '@neighbour.test' })
  database = await fleet.connect()
})
afterAll(async () => {
  await database?.close()
  if (fleet !== undefined) rmSync(fleet.home, { recursive: true, force: true })
})

const pageSize = 4096
const filler = (): string => join(fleet.home, 'filler')

/** Leaves room for so many pages and no more. */
const fill = (pages: number): void => {
  const { bavail, bsize } = statfsSync(fleet.home)
  const file = openSync(filler(), 'w')
  for (let left = Math.floor((bavail * bsize) / pageSize) - pages; left > 0; left--)
    writeSync(file, Buffer.alloc(pageSize))
  closeSync(file)
}

const isFull = (message: string | undefined): boolean => message !== undefined && /ENOSPC|no space left/i.test(message)

/** What is wrong after a task on a full disk; `undefined` when there was room enough for it. */
const runWithRoom = async (pages: number, words: TaskWords): Promise<readonly string[] | undefined> => {
  const before = await pictureOf(fleet, database, hosts)
  fill(pages)
  const [report] = await runTask(fleet.tasks(), words).catch((error: Error) => [{ ok: false, undone: true, error }])
  rmSync(filler())
  if (report?.ok) return undefined
  if (report?.undone === false) await fleet.recover()
  return [
    ...(isFull(report?.error?.message) ? [] : [String(report?.error)]),
    ...differences(before, await pictureOf(fleet, database, hosts)),
    ...traces(fleet),
  ]
}

const mostPages = 100

/** Runs the task with ever more room, until there is enough of it. */
const withEverMoreRoom = async (words: TaskWords, arrange: () => Promise<void> = async () => {}) => {
  const wrong: Record<string, readonly string[]> = {}
  for (let pages = 0; pages < mostPages; pages++) {
    await arrange()
    const found = await runWithRoom(pages, words)
    if (found === undefined) return { pages, wrong }
    if (found.length > 0) wrong[`room for ${pages} pages`] = found
  }
  throw new Error(`no room is enough: ${JSON.stringify(wrong)}`)
}

describeOnDisk(`a disk that is full at any moment${without}`, () => {
  it(
    'makes an installation fail by its name and leave nothing behind',
    async () => {
      const { pages, wrong } = await withEverMoreRoom({ task: 'install', name }, async () => {
        await fleet.saveSite('full.test')
      })

      process.stderr.write(`install: enough room at ${pages} pages\n`)
      expect(wrong).toEqual({})
      expect(pages).toBeGreaterThan(3)
    },
    3 * minutes,
  )

  it(
    'makes a save fail by its name and change nothing',
    async () => {
      const properties = { aliases: ['www.full.test'], upload_limit: '2M' }
      const { pages, wrong } = await withEverMoreRoom({ task: 'save', name, properties })

      expect(wrong).toEqual({})
      expect(pages).toBeGreaterThan(1)
    },
    minutes,
  )

  it(
    'makes a verify fail by its name and change nothing',
    async () => {
      const { pages, wrong } = await withEverMoreRoom({ task: 'verify', name })

      expect(wrong).toEqual({})
      expect(pages).toBeGreaterThan(1)
    },
    minutes,
  )
})
