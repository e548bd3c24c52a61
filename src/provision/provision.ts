import { applications } from '../applications/applications.generated.js'
import type { Catalog } from '../catalog/catalog.js'
import { contextTypes } from '../contexts/types/types.generated.js'
import { abandonedJournals } from '../engine/abandoned-journals.js'
import { abandonedJournal, recover, recoverOrGiveUp } from '../engine/recover.js'
import { Hosts } from '../hosts/hosts.js'
import { localHost } from '../hosts/local/index.js'
import { serviceTypes, services } from '../services/services.generated.js'
import { kinds } from '../steps/kinds.generated.js'
import type { Task, TaskRequest } from '../tasks/common/task.js'
import type {
  AuditRequest,
  ExecOptions,
  GarbageReport,
  GcOptions,
  IsolationReport,
  Provision,
  Sandbox,
  TaskOptions,
  TaskReport,
} from './api.js'
import { withEngineWarnings } from './engine-warnings.js'
import { provisionHome, safeHome } from './home.js'
import { Queries } from './queries.js'
import { interruptedReports, recoveryReports } from './reports.js'
import { executionOf, runTask } from './run.js'
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
  run(task: Task, request: TaskRequest, given: TaskOptions): Reports {
    return withEngineWarnings(given, async (options) => {
      if (options.out === undefined) return runTask(task, request, this.session(), options)
      const { saveTask } = await import('./saved-plan/save.js')
      return saveTask(options.out, { task, request }, this.session(), options)
    })
  }

  applyPlan(file: string, given: TaskOptions): Reports {
    return withEngineWarnings(given, async (options) => {
      const { applySavedPlan } = await import('./saved-plan/apply.js')
      return applySavedPlan(file, this.session(), options)
    })
  }

  async recover(given: TaskOptions, giveUp?: string): Reports {
    const session = this.session()
    if (executionOf(given).planOnly) {
      const one = giveUp === undefined ? undefined : abandonedJournal(session.home, giveUp)
      return (one === undefined ? abandonedJournals(session.home) : [one]).flatMap(interruptedReports)
    }
    return withEngineWarnings(given, (options) =>
      session.withWritingEngine('provision-recover', options, async (engine) =>
        (await (giveUp === undefined ? recover(engine) : recoverOrGiveUp(giveUp, engine))).flatMap(recoveryReports),
      ),
    )
  }

  undo(word: string, given: TaskOptions): Reports {
    return withEngineWarnings(given, async (options) => {
      const { undo } = await import('./undo.js')
      return undo(word, this.session(), options)
    })
  }

  async exec(name: string, words: readonly string[], options: ExecOptions): Promise<number> {
    const { exec } = await import('./exec.js')
    return exec(name, words, this.session(), options)
  }

  async gc(options: GcOptions): Promise<GarbageReport> {
    const { collectGarbage } = await import('./collect-garbage.js')
    return collectGarbage(this.session(), options)
  }

  async auditIsolation(request: AuditRequest): Promise<readonly IsolationReport[]> {
    const { auditIsolation } = await import('./audit-isolation.js')
    return auditIsolation(request, this.session())
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

export const provision = async (home = provisionHome()): Promise<Provision> =>
  new ProvisionApp(programOf(safeHome(home)))

/** Private servers on loopback, for the contexts of a home. */
export const sandbox = async (home = provisionHome()): Promise<Sandbox> => {
  const { SandboxControl } = await import('./sandbox.js')
  return new SandboxControl(home, await provision(home))
}
