// What `bench queue` measures. Each subject adds `count` jobs and then takes and finishes all of them, under one name.
import { Queue as BullQueue, Worker as BullWorker } from 'bullmq';
import { batchOf, bodyOf, lane, slices } from './jobs.mjs';
import { inParallel, timed } from './measure.mjs';

const keptSeconds = 86_400;

/** One of our queues. `batch`: how many are added, claimed and settled in one call; `calls`: how many calls are under way. */
export function ours(queue, { batch, calls, claimed = batch, threads = 0 }) {
  return {
    async add(count, name) {
      const batches = slices(count, batch, number => batchOf(number, { prefix: name, threads }));
      return timed(count, () => inParallel(calls, batches, addAll));
    },
    async deliver(count) {
      const left = { jobs: count };
      return timed(count, () => inParallel(4, Array.from({ length: 4 }), () => deliverAll(left)));
    },
  };

  async function addAll(batches) {
    for (const { id, stored } of await queue.add(batches)) if (stored !== 'new') throw new Error(`${id} is ${stored}`);
  }

  async function deliverAll(left) {
    while (left.jobs > 0) {
      const { claims } = await queue.claim([{ lane, limit: claimed }], { leaseMs: 30_000 });
      if (claims.length === 0) await new Promise(setImmediate);
      else await settleAll(claims);
      left.jobs -= claims.length;
    }
  }

  async function settleAll(claims) {
    const kept = await queue.settle(claims.map(claim => ({ claim, to: 'done', attempt: attemptOf(claim) })));
    if (kept.includes(false)) throw new Error('a lease was lost');
  }
}

const attemptOf = ({ attempt }) => ({ number: attempt, at: Date.now(), durationMs: 12, result: 'ok', status: 200 });

/** BullMQ with what it recommends: bulk adds, and one worker at concurrency 100. Finished jobs are kept as ours are. */
export function bullmq(connection, { batch, calls }) {
  const options = { removeOnComplete: { age: keptSeconds } };
  return {
    async add(count, name) {
      const queue = new BullQueue(name, { connection });
      const toJob = number => ({ name: lane, data: bodyOf(`${name}-${number}`), opts: options });
      const rate = await timed(count, () =>
        inParallel(calls, slices(count, batch, toJob), jobs => queue.addBulk(jobs)),
      );
      await queue.close();
      return rate;
    },
    async deliver(count, name) {
      const worker = new BullWorker(name, async () => 'ok', { connection, concurrency: 100, autorun: false });
      const all = new Promise(resolve => {
        let left = count;
        worker.on('completed', () => --left === 0 && resolve());
      });
      const rate = await timed(count, () => {
        void worker.run();
        return all;
      });
      await worker.close();
      return rate;
    },
  };
}

/** The least that any queue on Redis does: a body and a place each, by pipelines; no lease, no retry, nothing atomic. */
export function pipelines(redis, { batch, calls }) {
  return {
    add(count, name) {
      const addAll = numbers => {
        const pipeline = redis.pipeline();
        for (const number of numbers) {
          const id = `${name}-${number}`;
          pipeline.set(`${name}:b:${id}`, JSON.stringify(bodyOf(id))).zadd(`${name}:ready`, Date.now(), id);
        }
        return pipeline.exec();
      };
      return timed(count, () =>
        inParallel(
          calls,
          slices(count, batch, number => number),
          addAll,
        ),
      );
    },
    deliver(count, name) {
      const takeAll = async () => {
        const ids = (await redis.zpopmin(`${name}:ready`, batch)).filter((_, place) => place % 2 === 0);
        const bodies = await redis.mget(ids.map(id => `${name}:b:${id}`));
        if (bodies.includes(null)) throw new Error('a body is gone');
        const pipeline = redis.pipeline();
        for (const id of ids) pipeline.expire(`${name}:b:${id}`, keptSeconds);
        return pipeline.exec();
      };
      return timed(count, () =>
        inParallel(
          calls,
          slices(count, batch, number => number),
          takeAll,
        ),
      );
    },
  };
}
