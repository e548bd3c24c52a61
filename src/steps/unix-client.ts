import { type HelperStep, helperKind } from './common/root-helper.js'

/** The UNIX user and group of a client. Its number is never given to another client. */
export interface UnixClientStep extends HelperStep {
  readonly kind: 'unix-client'
  readonly name: string
}

/** Makes or removes the user and the group of a client, through the root helper. */
export const stepKind = {
  ...helperKind<UnixClientStep>('unix-client', ({ name }) => ({ key: `client ${name}`, values: [], isNumbered: true })),
  irreversible: ({ name, state }: UnixClientStep) =>
    state === 'absent' ? `the user ${name} would get another number` : undefined,
}
