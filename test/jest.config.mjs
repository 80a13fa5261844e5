/** Names what a run leaves on a server that was given to it. */
process.env.LIAISON_TEST_RUN = String(process.pid);

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
  'test/system/store-slow',
].map((file) => `/${file}\\.spec\\.ts$`);
/** Claims that mostly wait, for periods, leases and lines that break, or that need the machine for themselves. */
const WAITING = [
  'claim-01-(catching-up|cut-off)',
  'claim-02-(mode-left|notifications)',
  'claim-03-(away|past|periods)',
  'claim-04-consent',
  'claim-05',
  'claim-06-proof',
  'claim-08-revoked',
  'claim-1(0|0-balancer|1|1-services|2|4-examples|5)',
].map((claim) => `/test/claims/${claim}\\.spec\\.ts$`);
/** What is seen with rows and keys in a MongoDB too; with `LIAISON_TEST_STORE=mongodb` all is. */
const ON_MONGODB = [
  'test/claims/*',
  'test/replay/{rebuild,interrupted,next-version}',
  'test/cli/views',
  'test/security/erasure',
  'test/system/restored',
].map((files) => `<rootDir>/${files}.spec.ts`);
const PROGRAMS = '<rootDir>/test/programs.mjs';
/** With rows and keys in a MongoDB. */
const MONGODB = {
  ...common,
  displayName: 'mongodb',
  rootDir: '..',
  globalSetup: PROGRAMS,
  setupFiles: ['<rootDir>/test/on-mongodb.mjs'],
  testMatch: ON_MONGODB,
  testPathIgnorePatterns: ['/node_modules/', ...WAITING],
};
const { LIAISON_TEST_MONGODB, LIAISON_TEST_STORE } = process.env;
const isBesides = LIAISON_TEST_MONGODB !== 'none' && LIAISON_TEST_STORE !== 'mongodb';
export default {
  rootDir: '..',
  // Most of a system's test is waiting for processes: three at a time keep two cores busy.
  maxWorkers: 3,
  reporters: ['default', '<rootDir>/test/last-line.mjs'],
  testTimeout: 120_000,
  globalTeardown: '<rootDir>/test/databases.mjs',
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
    ...(isBesides ? [MONGODB] : []),
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
