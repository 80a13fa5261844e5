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
const PROGRAMS = '<rootDir>/test/programs.mjs';
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
