import { secretMark } from '../../src/contexts/secret.js'
import type { AccountAbsent, AccountPresent } from '../../src/steps/account.js'
import type { DatabaseAbsent, DatabasePresent } from '../../src/steps/database.js'
import type { GrantStep } from '../../src/steps/grant.js'

export const uuid = '11111111-2222-4333-8444-555555555555'
export const otherUuid = '99999999-2222-4333-8444-555555555555'

const common = { host: 'localhost', context: '@example.com', server: '@server_master', title: 'a step' } as const
const owned = { ...common, owner: uuid, adopt: false } as const

export const accountPresent = (user: string, given: Partial<AccountPresent> = {}): AccountPresent => ({
  ...owned,
  kind: 'account',
  stage: 'account',
  state: 'present',
  user,
  hosts: ['localhost', '127.0.0.1'],
  password: secretMark('@example.com', 'db_passwd'),
  connections: 0,
  ...given,
})

export const accountAbsent = (user: string, given: Partial<AccountAbsent> = {}): AccountAbsent => ({
  ...owned,
  kind: 'account',
  stage: 'withdraw',
  state: 'absent',
  user,
  except: [],
  ...given,
})

export const databasePresent = (name: string, given: Partial<DatabasePresent> = {}): DatabasePresent => ({
  ...owned,
  kind: 'database',
  stage: 'database',
  state: 'present',
  name,
  charset: 'utf8mb4',
  ...given,
})

export const databaseAbsent = (name: string, given: Partial<DatabaseAbsent> = {}): DatabaseAbsent => ({
  ...owned,
  kind: 'database',
  stage: 'cleanup',
  state: 'absent',
  name,
  ...given,
})

export const grantFor = (name: string, given: Partial<GrantStep> = {}): GrantStep => ({
  ...common,
  kind: 'grant',
  stage: 'grant',
  user: name,
  hosts: ['localhost', '127.0.0.1'],
  database: name,
  ...given,
})
