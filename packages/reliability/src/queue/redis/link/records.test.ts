import { startRedis, toxicProxy, type RedisServer } from '@helix/testutil';
import { Redis } from 'ioredis';
import { recordsChecks } from '../../../checks/records.js';
import { stillClock, world } from '../../../checks/world.js';
import { memoryQueue } from '../../memory.js';
import { redisLink, type RedisLink } from './link.js';
import { redisRecords } from './records.js';

describe('redisRecords', () => {
  let redis: RedisServer;
  let link: RedisLink;
  let prefix: string;
  let number = 0;
  beforeAll(async () => {
    redis = await startRedis({ environment: {} });
    link = redisLink({ redis: redis.url, confirm: 'none' });
  });
  afterAll(async () => {
    await link.close();
    await redis.stop();
  });
  beforeEach(() => void (prefix = `t${(number += 1)}`));

  it.each(recordsChecks)('$name', async ({ run }) => {
    const clock = stillClock();
    await run(world({ ...memoryQueue<string>({ clock }), records: redisRecords(link, prefix, clock) }, clock));
  });

  it('knows the call that added, where its reply was lost', async () => {
    await using proxy = await toxicProxy({ target: redis });
    const cut = redisLink({ redis: `redis://127.0.0.1:${proxy.port}`, confirm: 'none' });
    await cut.ready();
    const records = redisRecords(cut, prefix);
    await records.get('k');
    proxy.add({ kind: 'swallow' });
    expect(await records.add('k', 1)).toBe(true);
    expect(await records.add('k', 2)).toBe(false);
    await cut.close();
  });

  it('ends by the clock of the server where none is given, and a put without an end has none', async () => {
    const records = redisRecords(link, prefix);
    await records.put('long', 1, { ttlMs: 60_000 });
    await records.put('gone', 1, { ttlMs: 0 });
    expect(await records.list('')).toEqual([['long', 1]]);
    await records.put('long', 2);
    expect(await records.get('long')).toBe(2);
  });

  it('leaves no key behind', async () => {
    const clock = stillClock();
    const records = redisRecords(link, prefix, clock);
    await records.put('ends', 1, { ttlMs: 10 });
    await records.put('deleted', 2, { ttlMs: 10_000 });
    await records.delete('deleted');
    clock.advance(10);
    expect(await records.get('ends')).toBeUndefined();
    const admin = new Redis(redis.url);
    expect(await admin.keys(`{${prefix}}*`)).toEqual([]);
    await admin.quit();
  });
});
