import { statSync } from 'node:fs';
import { join } from 'node:path';
import { batch } from '../../checks/world.js';
import type { AddResult } from '../batch.js';
import type { Queue } from '../queue.js';
import { isStoreUnavailable } from '../unavailable.js';
import { localQueue, newFolder } from './test-links.js';
import type { Opened } from './store/open.js';

const leaseMs = 30_000;
/** A disk of that many pages, and once the reserve is given up of half as many more. */
const limited =
  (pages: number) =>
  ({ database, reserve, ...opened }: Opened): Opened => {
    const limit = (count: number) => database.exec(`PRAGMA max_page_count = ${count}`);
    const giveUp = () => {
      reserve.giveUp();
      limit(pages * 1.5);
    };
    limit(pages);
    return { ...opened, database, reserve: { ...reserve, giveUp } };
  };
const large = (id: string) => ({ ...batch(id), body: 'x'.repeat(2_000) });

/** Adds until the disk is full and beyond. */
async function fill(queue: Queue<string>) {
  const answers: AddResult[] = [];
  for (let call = 0; call < 40; call++) {
    answers.push(...(await queue.add(Array.from({ length: 10 }, (_, number) => large(`n${call}-${number}`)))));
  }
  return answers;
}

it('a full disk ends the intake, and nothing else', async () => {
  const queue = localQueue({ prepare: limited(150) });
  const answers = await fill(queue);
  const added = answers.filter(({ stored }) => stored === 'new').length;
  const refused = answers.filter(({ stored }) => stored === 'refused');
  expect(added + refused.length).toBe(400);
  expect(refused[0]).toMatchObject({ reason: 'unavailable', retryAfterMs: 1_000 });
  let done = 0;
  for (;;) {
    const { claims } = await queue.claim([{ lane: 'a', limit: 100 }], { leaseMs });
    if (claims.length === 0) break;
    const settled = await queue.settle(claims.map(claim => ({ claim, to: 'done' })));
    done += settled.filter(Boolean).length;
  }
  expect(done).toBe(added);
  await queue.close();
});

it('what was refused on a full disk is taken when there is room again', async () => {
  const folder = newFolder();
  const first = localQueue({ folder, prepare: limited(150) });
  const refused = (await fill(first)).find(({ stored }) => stored === 'refused');
  await first.close();
  expect(statSync(join(folder, 'queue.reserve')).size).toBe(0);
  const second = localQueue({ folder });
  expect(await second.get(refused!.id)).toBeUndefined();
  expect((await second.add([large(refused!.id)]))[0]?.stored).toBe('new');
  expect(statSync(join(folder, 'queue.reserve')).size).toBeGreaterThan(0);
  await second.close();
});

/** Commits fail with that result code of SQLite while it is told so. */
function failing() {
  let code: number | undefined;
  const prepare = ({ database, ...opened }: Opened): Opened => {
    const { exec, close } = database;
    const prepared = (text: string) => {
      const statement = database.prepare(text);
      if (text !== 'COMMIT') return statement;
      const run = () => {
        if (code !== undefined)
          throw Object.assign(new Error('it failed'), { code: 'ERR_SQLITE_ERROR', errcode: code });
        return statement.run();
      };
      return { ...statement, run };
    };
    return { ...opened, database: { exec: exec.bind(database), close: close.bind(database), prepare: prepared } };
  };
  return { prepare, fail: (next: number | undefined) => void (code = next) };
}
const [full, fsyncFailed] = [13, 1_034];

it('what cannot be done at all on a full disk is told, and the store goes on', async () => {
  const { prepare, fail } = failing();
  const queue = localQueue({ prepare });
  await queue.add([batch('n1')]);
  fail(full);
  expect((await queue.add([batch('n2')]))[0]).toMatchObject({ stored: 'refused', reason: 'unavailable' });
  await expect(queue.claim([{ lane: 'a', limit: 9 }], { leaseMs })).rejects.toThrow('it failed');
  fail(undefined);
  const { claims } = await queue.claim([{ lane: 'a', limit: 9 }], { leaseMs });
  expect(claims.map(({ id, attempt }) => [id, attempt])).toEqual([['n1:a', 1]]);
  await queue.close();
});

it('of what shared a commit that failed each is done that can be', async () => {
  const queue = localQueue({ prepare: limited(150) });
  await fill(queue);
  const [[added], { claims }] = await Promise.all([
    queue.add([large('late')]),
    queue.claim([{ lane: 'a', limit: 5 }], { leaseMs }),
  ]);
  expect([added?.stored, claims.length]).toEqual(['refused', 5]);
  expect(await queue.settle(claims.map(claim => ({ claim, to: 'done' })))).toEqual(Array(5).fill(true));
  await queue.close();
});

it('a commit whose outcome nobody knows is the end of the store, told once; what is stored is there afterwards', async () => {
  const { prepare, fail } = failing();
  const told: string[] = [];
  const folder = newFolder();
  const queue = localQueue({ folder, prepare, onFatal: error => told.push(error.message) });
  await queue.add([batch('n1')]);
  fail(fsyncFailed);
  expect((await queue.add([batch('n2')]))[0]).toMatchObject({ stored: 'refused', reason: 'unavailable' });
  fail(undefined);
  const thrown: unknown = await queue.counts().catch((error: unknown) => error);
  expect(isStoreUnavailable(thrown)).toBe(true);
  const message = `The disk failed under the queue in ${folder} (it failed), and what was asked last may be stored or not; end this process: the next one reads what is there.`;
  await expect(queue.ready()).rejects.toThrow(message);
  expect((await queue.add([batch('n3')]))[0]).toMatchObject({ stored: 'refused', reason: 'unavailable' });
  await queue.close();
  expect(told).toEqual([message]);
});

it('too little free space ends the intake before anything is written; what is known is still answered', async () => {
  const folder = newFolder();
  const before = localQueue({ folder });
  await before.add([batch('n1')]);
  await before.close();
  const queue = localQueue({ folder, minFreeBytes: Number.MAX_SAFE_INTEGER });
  expect(await queue.add([batch('n1'), batch('n2')])).toMatchObject([
    { stored: 'known' },
    { stored: 'refused', reason: 'unavailable' },
  ]);
  const { claims } = await queue.claim([{ lane: 'a', limit: 9 }], { leaseMs });
  expect(await queue.settle(claims.map(claim => ({ claim, to: 'done' })))).toEqual([true]);
  await queue.close();
});
