import { dirname } from 'node:path';
import { newFolder } from './test-links.js';
import { sqliteModule } from './sqlite-module.js';

it('is Node’s own where it has one', () => {
  expect(sqliteModule('/nowhere/file.js', true)).toBe('node:sqlite');
});

it('is the stand-in where Node has none, by its full path', () => {
  const found = sqliteModule(__filename, false);
  expect(dirname(found)).toMatch(/@photostructure.sqlite/);
});

it('is one of the two, and where neither is there one sentence says what to install', () => {
  expect(() => sqliteModule(`${newFolder()}/file.js`, false)).toThrow(
    `embeddedQueue: this Node (${process.version}) has no node:sqlite; install @photostructure/sqlite, or use Node 22.13 or newer.`,
  );
});
