const transform = {
  '^.+\\.ts$': [
    '@swc/jest',
    {
      jsc: {
        target: 'es2022',
        parser: { syntax: 'typescript', decorators: true },
        transform: {
          legacyDecorator: true,
          decoratorMetadata: true,
          useDefineForClassFields: false,
        },
      },
      module: { type: 'es6' },
      sourceMaps: 'inline',
    },
  ],
};
const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform,
  moduleNameMapper: { '^(\\.{1,2}/.*)(?<!\\.json)\\.js$': '$1' },
  testEnvironmentOptions: {
    customExportConditions: ['@liaison/source', 'node', 'node-addons'],
  },
  cacheDirectory: '<rootDir>/.liaison/jest',
  modulePathIgnorePatterns: ['/dist/', '<rootDir>/.liaison/(?!mutants/)'],
};
/**
 * One after the other, with nothing beside them: what loads the machine itself, and what holds us to the
 * one second that a statement names, which the neighbours' load may not decide.
 */
const ALONE = [
  'apps/availability/src/(availability|periods)',
  'apps/gateway/src/screens/missed',
  'libs/bus/src/(ownership/ownership|system/system-account)',
  'test/claims/(claim-03-periods|claim-04-consent|claim-08-revoked)',
  'test/faults/[^/]*',
].map((file) => `/${file}\\.spec\\.ts$`);
/** The claims that are seen on MongoDB too; `LIAISON_TEST_STORE=mongodb npm test -- test/claims` sees all. */
const ON_MONGODB = ['07-store', '06-restart', '08', '01-profiles'].map(
  (claim) => `<rootDir>/test/claims/claim-${claim}.spec.ts`,
);
const PROGRAMS = '<rootDir>/test/programs.mjs';
/** With rows and keys in a MongoDB. */
const MONGODB = {
  ...common,
  displayName: 'mongodb',
  rootDir: '..',
  globalSetup: PROGRAMS,
  setupFiles: ['<rootDir>/test/on-mongodb.mjs'],
  testMatch: ON_MONGODB,
};
export default {
  rootDir: '..',
  // Most of a system's test is waiting for processes: three at a time keep two cores busy.
  maxWorkers: 3,
  reporters: ['default', '<rootDir>/test/last-line.mjs'],
  testTimeout: 120_000,
  testSequencer: '<rootDir>/test/sequencer.mjs',
  projects: [
    {
      ...common,
      displayName: 'parts',
      rootDir: '..',
      testMatch: ['<rootDir>/{libs,apps,deploy}/**/*.spec.ts'],
      testPathIgnorePatterns: ['/node_modules/', ...ALONE],
    },
    {
      ...common,
      displayName: 'system',
      rootDir: '..',
      globalSetup: PROGRAMS,
      testMatch: ['<rootDir>/test/**/*.spec.ts'],
      testPathIgnorePatterns: ['/node_modules/', ...ALONE],
    },
    ...(process.env.LIAISON_TEST_MONGODB === 'none' ? [] : [MONGODB]),
    {
      ...common,
      displayName: 'alone',
      rootDir: '..',
      globalSetup: PROGRAMS,
      testRegex: ALONE,
      runner: '<rootDir>/test/serial-runner.mjs',
    },
  ],
};
