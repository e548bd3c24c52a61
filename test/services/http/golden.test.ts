import { beforeAll, describe, expect, it } from '@jest/globals'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { maskSecrets } from '../../../src/contexts/secret.js'
import type { Step } from '../../../src/steps/common/step.js'
import type { WebStep } from '../../../src/steps/web/control.js'
import { loadTemplates } from '../../../src/templates/render.js'
import {
  type AppName,
  type FleetContext,
  type GivenFleet,
  fleetOf,
  verifySteps,
  withdrawSteps,
} from '../../support/http.js'
import { planningWith } from '../../support/planning.js'

const folder = new URL('../../golden/http/', import.meta.url)
const divider = '\n----------\n'

/** `app` and what is planned, for which contexts; `files` are what the host has already. */
interface Input extends GivenFleet {
  readonly app: AppName
  readonly plan: 'verify' | 'withdraw'
  readonly of: FleetContext
  readonly files?: Readonly<Record<string, string>>
}

const octal = (mode: number): string => mode.toString(8).padStart(4, '0')

const fileText = ({ path, text, mode }: WebStep['files'][number]): string =>
  text === undefined ? `== ${path} is gone` : `== ${path} ${octal(mode)}\n${maskSecrets(text)}`

const stepText = (step: Step & { path?: string; mode?: number; target?: string }): string => {
  if (step.kind === 'web') return [`web: ${step.title}`, ...(step as WebStep).files.map(fileText)].join('\n')
  const details = [step.path, step.mode === undefined ? undefined : octal(step.mode), step.target]
  return [`${step.kind}:`, ...details.filter((detail) => detail !== undefined)].join(' ')
}

const planners = { verify: verifySteps, withdraw: withdrawSteps }

const planText = ({ app, plan, of, files, ...given }: Input): string => {
  const steps = planners[plan](app, fleetOf(app, given, planningWith(files)), of).filter(({ kind }) => kind !== 'check')
  return `${steps.map(stepText).join('\n').trimEnd()}\n`
}

describe('what is written', () => {
  beforeAll(loadTemplates)

  it.each(readdirSync(folder))('is as in %s', (name) => {
    const file = new URL(name, folder)
    const [input = '', expected] = readFileSync(file, 'utf8').split(divider)

    const text = planText(JSON.parse(input))

    if (process.env['UPDATE_GOLDEN']) writeFileSync(file, [input.trimEnd(), text].join(divider))
    expect(text).toBe(process.env['UPDATE_GOLDEN'] ? text : expected)
  })
})
