import { type HelperStep, helperKind } from './common/root-helper.js'

/** A UNIX group of people who work on sites. Its members are the administrator's. */
export interface UnixGroupStep extends HelperStep {
  readonly kind: 'unix-group'
  readonly name: string
}

/** Makes a group through the root helper. One that has members by now is not removed again. */
export const stepKind = helperKind<UnixGroupStep>('unix-group', ({ name }) => ({
  key: `group ${name}`,
  values: [],
  isNumbered: true,
}))
