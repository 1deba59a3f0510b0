// The one jest configuration. Run from a package's folder; it tests that package against the sources of the others.
const { basename, join } = require('node:path');
const root = join(__dirname, '../..');
const folder = process.cwd();
const floor = basename(folder).startsWith('channel-') ? { lines: 100, branches: 100 } : { lines: 95, branches: 95 };
const compiler = {
  jsc: { parser: { syntax: 'typescript' }, target: 'es2022', keepClassNames: true },
  sourceMaps: 'inline',
  module: { type: 'commonjs' },
};

module.exports = {
  rootDir: folder,
  roots: ['<rootDir>/src'],
  testEnvironment: 'node',
  testMatch: ['**/*.test.ts'],
  // The first that matches.
  transform: {
    '\\.thread\\.ts$': join(__dirname, 'thread-source.cjs'),
    '^.+\\.[cm]?ts$': ['@swc/jest', compiler],
    '\\.lua$': join(__dirname, 'jest-text.cjs'),
  },
  moduleNameMapper: {
    '^@helix/(notify-core|reliability)/checks$': `${root}/packages/$1/src/checks/index.ts`,
    '^@helix/reliability/(embedded|redis)$': `${root}/packages/reliability/src/queue/$1.ts`,
    '^@helix/testutil/nock$': `${root}/packages/testutil/src/nock-gateway.ts`,
    '^@helix/([a-z-]+)$': `${root}/packages/$1/src/index.ts`,
  },
  resolver: join(__dirname, 'jest-resolver.cjs'),
  // Tests wait for signals of real servers, so a slow machine needs time; nothing asserts on it.
  testTimeout: 30_000,
  coverageProvider: 'babel',
  collectCoverageFrom: ['src/**/*.ts', '!src/**/*.test.ts', '!src/**/index.ts'],
  coverageDirectory: '<rootDir>/coverage',
  coverageReporters: ['text', 'text-summary', 'lcovonly', 'json-summary'],
  coverageThreshold: { global: floor },
};
