import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { batch, batches } from '../../checks/world.js';
import type { Batch } from '../batch.js';
import { toNewBatch } from './codec.js';
import type { Question } from './protocol.js';
import { engine, engineOf, type Engine } from './store/engine.js';
import { open } from './store/open.js';
import type { Database } from './store/sqlite.js';
import { engineOptions, localQueue, newFolder } from './test-links.js';

// What the store does by itself, between and after what it is asked.

const day = 86_400_000;
const start = 1_900_000_000_000;
const leaseMs = 30_000;
const claimAll = [[{ lane: 'a', limit: 9_999 }], { leaseMs }] as const;

function asking(store: Engine) {
  return (...added: readonly Batch<string>[]) => {
    const question: Question = { now: start, calls: [{ number: 1, verb: 'add', args: [added.map(toNewBatch)] }] };
    store.run([question]);
  };
}

it('the log goes into the file from time to time, and when nobody asks', () => {
  const folder = newFolder();
  const store = engine(engineOptions(folder));
  const sizes = () => statSync(join(folder, 'queue.db')).size;
  const add = asking(store);
  const empty = sizes();
  add(batch('n'));
  store.afterGroup();
  expect(sizes()).toBe(empty);
  add(...batches(3_000, 'n'));
  store.afterGroup();
  const filled = sizes();
  expect(filled).toBeGreaterThan(empty);
  add(...batches(400, 'm'));
  store.afterGroup();
  expect(sizes()).toBe(filled);
  expect(store.whenIdle()).toBe(false);
  expect(sizes()).toBeGreaterThan(filled);
  store.close();
});

it('what is free in the file beyond what is soon used again goes back to the system, in slices', () => {
  const folder = newFolder();
  const store = engine(engineOptions(folder, { retention: { maxFinished: 0 } }));
  const add = asking(store);
  // They are finished at once, and purged when all are stored.
  add(...batches(20, 'n').map(({ id }) => ({ ...batch(id, { lanes: [] }), body: 'x'.repeat(2_000_000) })));
  add(batch('last'));
  store.whenIdle();
  const before = statSync(join(folder, 'queue.db')).size;
  let slices = 0;
  while (store.whenIdle()) slices++;
  store.close();
  expect(slices).toBeGreaterThan(2);
  expect(statSync(join(folder, 'queue.db')).size).toBeLessThan(before);
});

it('a full disk does not end a store that has pages to give back', () => {
  const folder = newFolder();
  const options = engineOptions(folder, { retention: { maxFinished: 0 } });
  const opened = open(options);
  let isFull = false;
  const database: Database = {
    close: () => opened.database.close(),
    prepare: text => opened.database.prepare(text),
    exec(text) {
      if (isFull && text.includes('incremental_vacuum'))
        throw Object.assign(new Error('it is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 });
      opened.database.exec(text);
    },
  };
  const store = engineOf({ ...opened, database }, options);
  const add = asking(store);
  add(...batches(20, 'n').map(({ id }) => ({ ...batch(id, { lanes: [] }), body: 'x'.repeat(2_000_000) })));
  isFull = true;
  expect(store.whenIdle()).toBe(false);
  isFull = false;
  expect(store.whenIdle()).toBe(true);
  store.close();
});

it('ids are known while they are in memory, in the file, and for a day after their batch went', async () => {
  let now = start;
  const folder = newFolder();
  const options = { folder, clock: { now: () => now }, retention: { maxFinished: 0 } };
  const answers = async (queue: ReturnType<typeof localQueue>, ids: readonly string[]) =>
    (await queue.add(ids.map(id => batch(id)))).map(({ stored }) => stored);
  const queue = localQueue(options);
  const ids = batches(5_000, 'n').map(({ id }) => id);
  await queue.add(batches(5_000, 'n'));
  expect(await answers(queue, ['n0', 'n4999'])).toEqual(['known', 'known']);
  await queue.add(batches(10, 'recent'));
  await queue.close();

  const next = localQueue(options);
  expect(await answers(next, ['n0', 'n4999', 'recent9'])).toEqual(['known', 'known', 'known']);
  const { claims } = await next.claim(...claimAll);
  await next.settle(claims.map(claim => ({ claim, to: 'done' })));
  for (let call = 0; call < 30; call++) await next.add([batch(`more${call}`, { delayMs: day })]);
  expect(await next.get('n0')).toBeUndefined();
  expect(await answers(next, ['n0', 'n4999', 'recent9'])).toEqual(['known', 'known', 'known']);
  now += day;
  expect(await answers(next, [ids[0]!, 'n4999', 'recent9'])).toEqual(['new', 'new', 'new']);
  await next.close();
});

it('a thread goes on where it was when its store is opened again', async () => {
  const folder = newFolder();
  const first = localQueue({ folder });
  await first.add([1, 2, 3].map(at => batch(`n${at}`, { key: 'k', at })));
  const { claims } = await first.claim(...claimAll);
  await first.close();
  const second = localQueue({ folder });
  // The lease of the one before is over, and its job holds the thread.
  for (const id of ['n1:a', 'n2:a', 'n3:a']) {
    const again = await second.claim(...claimAll);
    expect(again.claims.map(claim => claim.id)).toEqual([id]);
    await second.settle(again.claims.map(claim => ({ claim, to: 'done', handle: id })));
  }
  expect(claims.map(({ id }) => id)).toEqual(['n1:a']);
  await second.close();
});

it('a thread that was idle and came again is not forgotten while something of it waits', async () => {
  let now = start;
  const queue = localQueue({ clock: { now: () => now } });
  const settle = async (status: 'firing' | 'resolved', at: number) => {
    await queue.add([batch(`n${at}`, { key: 'k', at, status })]);
    const { claims } = await queue.claim(...claimAll);
    await queue.settle(claims.map(claim => ({ claim, to: 'done', handle: 'kept' })));
  };
  await settle('firing', 1);
  await settle('resolved', 2);
  await queue.add([batch('n3', { key: 'k', at: 3, delayMs: 2 * day })]);
  now += 2 * day;
  await queue.add([batch('other')]);
  const { claims } = await queue.claim(...claimAll);
  expect(claims.map(({ id, handle }) => [id, handle])).toEqual([
    ['n3:a', 'kept'],
    ['other:a', undefined],
  ]);
  await queue.close();
});

it('a full disk does not keep a store from opening', async () => {
  const folder = newFolder();
  const first = localQueue({ folder });
  await first.add([batch('n1')]);
  await first.close();
  // An SQLite that has no room while the reserve takes it.
  const { sqlite, ...options } = engineOptions(folder);
  const full = join(newFolder(), 'full.cjs');
  writeFileSync(
    full,
    `const { statSync } = require('node:fs');
     const { DatabaseSync } = require(${JSON.stringify(sqlite)});
     exports.DatabaseSync = class extends DatabaseSync {
       exec(sql) {
         const isFull = sql.includes('isClean') && statSync(${JSON.stringify(join(folder, 'queue.reserve'))}).size > 0;
         if (isFull) throw Object.assign(new Error('it is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 });
         super.exec(sql);
       }
     };`,
  );
  const store = engine({ ...options, sqlite: full });
  expect(statSync(join(folder, 'queue.reserve')).size).toBe(0);
  store.close();
  expect(JSON.parse(readFileSync(join(folder, 'queue.owner'), 'utf8'))).toMatchObject({ isOpen: false });
});
