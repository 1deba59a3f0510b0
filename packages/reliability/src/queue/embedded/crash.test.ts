import { hostname } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { batch, batches } from '../../checks/world.js';
import type { Claim, Queue } from '../queue.js';
import { localQueue, newFolder, otherProcess } from './test-links.js';

const leaseMs = 30_000;

async function claimAll(queue: Queue<string>, limit = 100): Promise<readonly Claim<string>[]> {
  return (await queue.claim([{ lane: 'a', limit }], { leaseMs })).claims;
}

describe('after kill -9', () => {
  it('all that was answered is there', async () => {
    const folder = newFolder();
    const { queue, kill } = otherProcess(folder);
    await queue.add([...batches(3, 'n'), batch('t1', { key: 'k', at: 1, priority: 'urgent' })]);
    const [thread, first, second] = await claimAll(queue, 3);
    await queue.settle([
      { claim: thread!, to: 'done', handle: { ts: 1 }, receipt: { providerId: '42' } },
      { claim: first!, to: 'dead', reason: 'not_found' },
      { claim: second!, to: 'later', delayMs: 0, spent: true, reason: 'network', progress: { part: 1 } },
    ]);
    await queue.pause('b', { reason: 'holiday', by: 'ann' });
    await queue.records.put('breaker:c', { reason: 'unauthorized' });
    await kill();

    const next = localQueue({ folder });
    await next.ready();
    expect((await next.get('t1'))?.jobs[0]).toMatchObject({ state: 'done', receipt: { providerId: '42' } });
    expect((await next.dead({ limit: 9 })).items.map(({ id, reason }) => [id, reason])).toEqual([
      ['n0:a', 'not_found'],
    ]);
    expect((await next.counts()).b?.paused).toMatchObject({ reason: 'holiday', by: 'ann' });
    expect(await next.records.get('breaker:c')).toEqual({ reason: 'unauthorized' });
    await next.add([batch('t2', { key: 'k', at: 2, priority: 'urgent' })]);
    const claims = await claimAll(next);
    expect(claims.map(({ id, attempt, handle, progress }) => [id, attempt, handle, progress])).toEqual([
      ['t2:a', 1, { ts: 1 }, undefined],
      ['n2:a', 1, undefined, undefined],
      ['n1:a', 2, undefined, { part: 1 }],
    ]);
    await next.close();
  });

  it('what was leased is free at once, and counts as lost', async () => {
    const folder = newFolder();
    for (let time = 1; time <= 3; time++) {
      const { queue, kill } = otherProcess(folder);
      if (time === 1) await queue.add([batch('n1')]);
      const [claim] = await claimAll(queue);
      expect(claim?.attempt).toBe(time);
      await kill();
    }
    const next = localQueue({ folder });
    const { claims, ended } = await next.claim([{ lane: 'a', limit: 9 }], { leaseMs });
    expect([claims, ended]).toEqual([[], [{ id: 'n1:a', lane: 'a', to: 'dead', reason: 'poison' }]]);
    await next.close();
  });

  it('a lease of the one that was killed settles nothing any more', async () => {
    const folder = newFolder();
    const { queue, kill } = otherProcess(folder);
    await queue.add([batch('n1')]);
    const [old] = await claimAll(queue);
    await kill();
    const next = localQueue({ folder });
    const [claim] = await claimAll(next);
    expect(await next.settle([{ claim: old!, to: 'done' }])).toEqual([false]);
    expect(await next.settle([{ claim: claim!, to: 'done' }])).toEqual([true]);
    await next.close();
  });

  it('in the midst of adding, each batch is there whole or was never answered', async () => {
    const folder = newFolder();
    const { queue, kill } = otherProcess(folder);
    await queue.ready();
    const answered: string[] = [];
    for (const one of batches(1_000, 'n', { lanes: ['a', 'b'] })) {
      void queue.add([one]).then(() => answered.push(one.id));
      await setImmediate();
      if (answered.length > 100) break;
    }
    await kill();
    const next = localQueue({ folder });
    for (const id of answered) expect((await next.get(id))?.jobs).toHaveLength(2);
    const { a, b } = await next.counts();
    expect(a?.waiting).toBe(b?.waiting);
    await next.close();
  });
});

describe('one owner', () => {
  it('a second process is refused with the first one’s name', async () => {
    const folder = newFolder();
    const { queue, pid, kill } = otherProcess(folder);
    await queue.ready();
    const message = `The queue in ${folder} is open in process ${pid} on ${hostname()}; stop it, or give this one a folder of its own.`;
    await expect(localQueue({ folder }).ready()).rejects.toThrow(message);
    expect((await queue.add([batch('n1')]))[0]?.stored).toBe('new');
    await kill();
  });

  it('a second time in one process is refused, and the first goes on', async () => {
    const folder = newFolder();
    const queue = localQueue({ folder });
    await queue.ready();
    await expect(localQueue({ folder }).ready()).rejects.toThrow('is open in this process already');
    expect((await queue.add([batch('n1')]))[0]?.stored).toBe('new');
    await queue.close();
    const next = localQueue({ folder });
    expect((await next.counts()).a?.waiting).toBe(1);
    await next.close();
  });
});
