import { contextType } from '../contexts/types/server.js'
import type { Keeping } from '../engine/engine.js'
import type { TaskPlanning } from '../planning/planning.js'

/** The server with the settings of Provision itself. */
const master = '@server_master'

const { undo_days, undo_size } = contextType.properties

const units: Readonly<Record<string, number>> = { K: 1024, M: 1024 ** 2, G: 1024 ** 3 }

const bytesOf = (size: string): number => Number(size.slice(0, -1)) * (units[size.slice(-1)] ?? 1)

/** Undefined also if it cannot be read, so that this stops no task. */
const masterOf = ({ contexts, store }: TaskPlanning) => {
  try {
    return store.find(master) === undefined ? undefined : contexts.typed('server', master)
  } catch {
    return undefined
  }
}

/** How long, and up to which size, undo data is kept, according to the master server. */
export const keepingOf = (planning: TaskPlanning): Keeping => {
  const server = masterOf(planning)
  return {
    days: server?.undo_days ?? undo_days.default,
    bytes: bytesOf(server?.undo_size ?? undo_size.default),
  }
}
