/** What needs servers has a name that ends in `.real.test.ts`, or is in a folder of such tests. */
export const real = ['/test/(real|sandbox)/', '\\.real\\.test\\.ts$']

/** For `npm test`: what needs no server. */
export default {
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } },
    ],
  },
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: real,
  testTimeout: 60_000,
  maxWorkers: 3,
}
