import { statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { batch, batches } from '../../checks/world.js';
import { isStoreUnavailable } from '../unavailable.js';
import { localQueue, newFolder, otherProcess } from './test-links.js';
import type { Opened } from './store/open.js';

const leaseMs = 30_000;
const limited = (pages: number) => (opened: Opened) => {
  opened.database.exec(`PRAGMA max_page_count = ${pages}`);
  return opened;
};

it('a full disk ends the intake, and nothing else', async () => {
  const folder = newFolder();
  const queue = localQueue({ folder, prepare: limited(200) });
  const answers = [];
  for (const one of batches(3_000, 'n')) answers.push(...(await queue.add([one])));
  const added = answers.filter(({ stored }) => stored === 'new').length;
  const refused = answers.filter(({ stored }) => stored === 'refused');
  expect(added + refused.length).toBe(3_000);
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
  const first = localQueue({ folder, prepare: limited(200) });
  const answers = [];
  for (const one of batches(1_500, 'n')) answers.push(...(await first.add([one])));
  await first.close();
  const refused = answers.find(({ stored }) => stored === 'refused');
  expect(statSync(join(folder, 'queue.reserve')).size).toBe(0);
  const second = localQueue({ folder });
  expect(await second.get(refused!.id)).toBeUndefined();
  expect((await second.add([batch(refused!.id)]))[0]?.stored).toBe('new');
  expect(statSync(join(folder, 'queue.reserve')).size).toBeGreaterThan(0);
  await second.close();
});

it('what cannot be done at all on a full disk is told, and the store goes on', async () => {
  let isFull = false;
  const queue = localQueue({
    prepare({ database, ...opened }) {
      const full = () => Object.assign(new Error('database or disk is full'), { errcode: 13 });
      const prepare = (text: string) => {
        const statement = database.prepare(text);
        if (text !== 'COMMIT') return statement;
        return { ...statement, run: () => (isFull ? reject(full()) : statement.run()) };
      };
      return { ...opened, database: { exec: database.exec.bind(database), close: database.close.bind(database), prepare } };
    },
  });
  await queue.add([batch('n1')]);
  isFull = true;
  expect((await queue.add([batch('n2')]))[0]).toMatchObject({ stored: 'refused', reason: 'unavailable' });
  await expect(queue.claim([{ lane: 'a', limit: 9 }], { leaseMs })).rejects.toThrow('database or disk is full');
  isFull = false;
  const { claims } = await queue.claim([{ lane: 'a', limit: 9 }], { leaseMs });
  expect(claims.map(({ id, attempt }) => [id, attempt])).toEqual([['n1:a', 1]]);
  await queue.close();
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

it('a reserve that was used up is made anew', async () => {
  const folder = newFolder();
  await localQueue({ folder }).close();
  truncateSync(join(folder, 'queue.reserve'));
  const queue = localQueue({ folder });
  await queue.add([batch('n1')]);
  expect(statSync(join(folder, 'queue.reserve')).size).toBeGreaterThan(0);
  await queue.close();
});

it('a disk that fails is the end of the store, told once; what was answered before is there afterwards', async () => {
  const folder = newFolder();
  const fail = ['-f', '-qq', '-o', '/dev/null', '-e', 'trace=fsync,fdatasync', '-e'];
  const wrapper = ['strace', ...fail, 'inject=fsync,fdatasync:error=EIO:when=40+'];
  const { queue, kill } = otherProcess(folder, { wrapper });
  let added = 0;
  for (const one of batches(100, 'n')) {
    const [answer] = await queue.add([one]);
    if (answer?.stored !== 'new') break;
    added++;
  }
  const thrown: unknown = await queue.counts().catch((error: unknown) => error);
  expect(isStoreUnavailable(thrown)).toBe(true);
  await expect(queue.ready()).rejects.toThrow('and what was asked last may be stored or not; end this process');
  await queue.close();
  await kill();
  const next = localQueue({ folder });
  const { a } = await next.counts();
  expect(added).toBeGreaterThan(0);
  expect([added, added + 1]).toContain(a?.waiting);
  await next.close();
});

function reject(error: Error): never {
  throw error;
}
