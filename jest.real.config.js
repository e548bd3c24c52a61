import pure from './jest.config.js'

/** For `npm run test:real`: what starts servers. Most of the time it waits for them, so there are more workers than cores. */
export default {
  ...pure,
  testMatch: ['<rootDir>/test/{real,sandbox}/**/*.test.ts', '<rootDir>/test/**/*.real.test.ts'],
  testPathIgnorePatterns: [],
  maxWorkers: 4,
}
