/** How often a property is tried: few times in the usual run, often with PROVISION_TEST_FULL. */
export const runs = (few: number, many: number): number =>
  process.env['PROVISION_TEST_FULL'] === undefined ? few : many
