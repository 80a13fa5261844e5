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
  modulePathIgnorePatterns: ['/dist/', '<rootDir>/.liaison/(?!mutants/)'],
};
export default {
  rootDir: '..',
  reporters: ['default', '<rootDir>/test/last-line.mjs'],
  testTimeout: 120_000,
  projects: [
    {
      ...common,
      displayName: 'parts',
      rootDir: '..',
      testMatch: ['<rootDir>/{libs,apps,deploy}/**/*.spec.ts'],
    },
    { ...common, displayName: 'system', rootDir: '..', testMatch: ['<rootDir>/test/**/*.spec.ts'] },
  ],
};
