import { queueChecks } from '../../checks/index.js';
import { batch } from '../../checks/world.js';
import { localQueue } from './test-links.js';

// All fifty sequences are played in embedded.test.ts: this is where coverage sees the store.
queueChecks({ it, create: localQueue, model: { seeds: 10 } });

const lane = (limit: number) => [{ lane: 'a', limit }];
const leaseMs = 30_000;

it('no statement looks through a table, however it is used', async () => {
  let now = 1_900_000_000_000;
  const texts = new Set<string>();
  let explain: (text: string) => string[] = () => [];
  const queue = localQueue({
    clock: { now: () => now },
    retention: { finishedMs: 1_000 },
    prepare({ database, ...opened }) {
      explain = text =>
        (database.prepare(`EXPLAIN QUERY PLAN ${text}`).all() as { readonly detail: string }[]).map(row => row.detail);
      const prepare = (text: string) => {
        texts.add(text);
        return database.prepare(text);
      };
      return {
        ...opened,
        database: { exec: database.exec.bind(database), close: database.close.bind(database), prepare },
      };
    },
  });
  const resolve = { key: 'k', status: 'resolved', follow: ['a', 'b'], lanes: [] } as const;
  await queue.add([batch('n1'), batch('n2', { key: 'k', at: 5 }), batch('n3', { key: 'k', at: 6, delayMs: 100 })]);
  await queue.add([batch('n1'), batch('n4', { ttlMs: 10 }), batch('n5', { key: 'k', at: 7, delayMs: 1_000 })]);
  const { claims } = await queue.claim(lane(9), { leaseMs });
  await queue.extend(claims, leaseMs);
  for (let time = 0; time < 2; time++) await queue.settle(claims.map(claim => ({ claim, to: 'done' })));
  await queue.add([
    batch('n6', { key: 'k', at: 1 }),
    batch('n7', { ...resolve, at: 9 }),
    batch('n8', { key: 'k', at: 8 }),
  ]);
  for (let time = 0; time < 3; time++) {
    now += leaseMs;
    await queue.claim(lane(9), { leaseMs });
  }
  await queue.add([batch('n9', { lanes: ['a', 'b'] }), batch('n10')]);
  const more = await queue.claim(lane(9), { leaseMs });
  const [first, ...others] = more.claims;
  await queue.settle([{ claim: first!, to: 'later', delayMs: 0, spent: true, reason: 'network' }]);
  await queue.settle(others.map(claim => ({ claim, to: 'dead', reason: 'not_found' })));
  await Promise.all([queue.get('n9'), queue.list({ limit: 9 }), queue.dead({ limit: 9 }), queue.counts()]);
  await queue.revive({ ids: ['n10:a'] });
  await queue.drop({});
  await queue.pause('a', { reason: 'r', by: 'b' });
  await queue.resume('a');
  await queue.records.put('k', 1, { ttlMs: 1 });
  await queue.records.list('k');
  await queue.wait(['a'], { waitMs: 1, signal: new AbortController().signal });
  now += 100 * 86_400_000;
  await queue.add([batch('n11')]);

  // These have one row, or one a lane; what is stale is looked up in an index that has nothing else.
  const small = /^SCAN (meta|lane|CONSTANT ROW|j USING INDEX job(Leased|Stale))$/;
  const scans = [...texts].flatMap(text => explain(text).filter(step => step.startsWith('SCAN') && !small.test(step)));
  await queue.close();
  expect(texts.size).toBeGreaterThan(40);
  expect(scans).toEqual([]);
});
