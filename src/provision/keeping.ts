import { contextType } from '../contexts/types/server.js'
import type { Keeping } from '../engine/engine.js'
import type { TaskPlanning } from '../planning/planning.js'

/** The server that says how Provision itself is to behave. */
const master = '@server_master'

const { undo_days, undo_size } = contextType.properties

const units: Readonly<Record<string, number>> = { K: 1024, M: 1024 ** 2, G: 1024 ** 3 }

const bytesOf = (size: string): number => Number(size.slice(0, -1)) * (units[size.slice(-1)] ?? 1)

/** None, also where it cannot be read: that stops no task. */
const masterOf = ({ contexts, store }: TaskPlanning) => {
  try {
    return store.find(master) === undefined ? undefined : contexts.typed('server', master)
  } catch {
    return undefined
  }
}

/** For how long, and up to which size, tasks can be undone: as the master server says. */
export const keepingOf = (planning: TaskPlanning): Keeping => {
  const server = masterOf(planning)
  return {
    days: server?.undo_days ?? undo_days.default,
    bytes: bytesOf(server?.undo_size ?? undo_size.default),
  }
}
