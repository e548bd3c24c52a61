import { afterAll, beforeAll } from '@jest/globals'
import type { DatabaseServer } from '../../../src/hosts/database.js'
import type { Fleet } from './fleet.js'
import { pictureOfAnswers } from './picture.js'
import { quiet } from './tasks.js'

/** A site beside the one that is tried, which must never notice anything; and a connection to look at the databases. */
export const useNeighbour = (fleet: () => Fleet): (() => DatabaseServer) => {
  let database: DatabaseServer | undefined
  beforeAll(async () => {
    await fleet().saveSite('neighbour.test')
    await fleet().run({ task: 'install', name: '@neighbour.test' })
    database = await fleet().connect()
  })
  afterAll(() => database?.close())
  return () => database as DatabaseServer
}

/** What a verify would still do, and which sites do not say what they should. */
export const wrongOfVerified = async (
  fleet: Fleet,
  name: string,
  answers: Readonly<Record<string, string>>,
): Promise<readonly string[]> => {
  const [report] = await fleet.tasks().verify([name], {}, { ...quiet, dryRun: true })
  const found = await pictureOfAnswers(fleet, Object.keys(answers))
  return [
    ...(report?.ok ? report.changes.map(({ title }) => `still to do: ${title}`) : [String(report?.error)]),
    ...Object.entries(answers).flatMap(([host, body]) => {
      const answer = found[`http://${host}/`]
      return answer === `200  ${body}` ? [] : [`${host} says ${answer}`]
    }),
  ]
}
