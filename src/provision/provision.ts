import { applications } from '../applications/applications.generated.js'
import type { Catalog } from '../catalog/catalog.js'
import { contextTypes } from '../contexts/types/types.generated.js'
import { abandonedJournals } from '../engine/abandoned-journals.js'
import { abandonedJournal, recover, recoverOrGiveUp } from '../engine/recover.js'
import { executeSaved, planSaved, readPlan } from '../engine/saved-plan.js'
import { Hosts } from '../hosts/hosts.js'
import { localHost } from '../hosts/local/index.js'
import { serviceTypes, services } from '../services/services.generated.js'
import { kinds } from '../steps/kinds.generated.js'
import type { Task, TaskRequest } from '../tasks/common/task.js'
import type { GarbageReport, GcOptions, Provision, Sandbox, TaskOptions, TaskReport } from './api.js'
import { provisionHome } from './home.js'
import { Queries } from './queries.js'
import { interruptedReports, recoveryReports } from './reports.js'
import { confirmAll, executionOf, reported, runTask, reportEnds } from './run.js'
import type { Program } from './session.js'

const wholeCatalog: Catalog = {
  contextTypes: Object.values(contextTypes),
  services: Object.values(services),
  types: Object.values(serviceTypes),
  applications,
}

type Reports = Promise<readonly TaskReport[]>

/** Connects the real parts. Each task and each query gets its own session. */
export class ProvisionApp extends Queries implements Provision {
  run(task: Task, request: TaskRequest, options: TaskOptions): Reports {
    return runTask(task, request, this.session(), options)
  }

  async applyPlan(file: string, options: TaskOptions): Reports {
    const saved = readPlan(file)
    await confirmAll(saved.consents, options)
    const { planOnly, waitSeconds } = executionOf(options)
    return this.session().withWritingEngine(saved.task, options, async (engine) => {
      const executed = await (planOnly ? planSaved(saved, engine) : executeSaved(saved, engine, waitSeconds))
      const reports = await Promise.all(executed.map((outcome) => reported(outcome, engine.kinds)))
      reportEnds(reports, options.progress)
      return reports
    })
  }

  async recover(options: TaskOptions, giveUp?: string): Reports {
    const session = this.session()
    if (executionOf(options).planOnly) {
      const one = giveUp === undefined ? undefined : abandonedJournal(session.home, giveUp)
      return (one === undefined ? abandonedJournals(session.home) : [one]).flatMap(interruptedReports)
    }
    return session.withWritingEngine('provision-recover', options, async (engine) =>
      (await (giveUp === undefined ? recover(engine) : recoverOrGiveUp(giveUp, engine))).flatMap(recoveryReports),
    )
  }

  async undo(word: string, options: TaskOptions): Reports {
    const { undo } = await import('./undo.js')
    return undo(word, this.session(), options)
  }

  async gc(options: GcOptions): Promise<GarbageReport> {
    const { collectGarbage } = await import('./collect-garbage.js')
    return collectGarbage(this.session(), options)
  }
}

/** The program for a home on this machine. Tests replace some parts. */
export const programOf = (home: string, replaced: Partial<Program> = {}): Program => ({
  home,
  catalog: wholeCatalog,
  kinds,
  hosts: () => new Hosts(localHost(home)),
  ...replaced,
})

export const provision = async (home = provisionHome()): Promise<Provision> => new ProvisionApp(programOf(home))

/** Private servers on loopback, for the contexts of a home. */
export const sandbox = async (home = provisionHome()): Promise<Sandbox> => {
  const { SandboxControl } = await import('./sandbox.js')
  return new SandboxControl(home, await provision(home))
}
