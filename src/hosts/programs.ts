/** Environment variable that all processes of a program inherit, also those that outlive it. */
export const idVariable = 'PROVISION_PROGRAM'
