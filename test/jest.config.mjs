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
/** These load the machine themselves: one after the other, with nothing beside them. */
const FAULTS = '/test/faults/';
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
    },
    {
      ...common,
      displayName: 'system',
      rootDir: '..',
      globalSetup: PROGRAMS,
      testMatch: ['<rootDir>/test/**/*.spec.ts'],
      testPathIgnorePatterns: [FAULTS],
    },
    {
      ...common,
      displayName: 'faults',
      rootDir: '..',
      globalSetup: PROGRAMS,
      testMatch: [`<rootDir>${FAULTS}*.spec.ts`],
      runner: '<rootDir>/test/serial-runner.mjs',
    },
  ],
};
