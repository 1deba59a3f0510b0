// The durable line in one process, its sink in another: claim, send, settle, with and without the add, on the embedded
// store, beside the bare request to the same sink.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { worker } from '@helix/reliability';
import { embeddedQueue } from '@helix/reliability/embedded';
import { Agent } from 'undici';
import { batchOf, bodyOf, lane, slices } from './jobs.mjs';
import { inParallel, median, ratio, rate, timed } from './measure.mjs';
import { post } from './post.mjs';
import { printShares, profiled } from './profile.mjs';
import { startSink } from './sink.mjs';

const rounds = 5;
const total = 10_000;
const inFlight = 64;

export async function bench() {
  const sink = await startSink();
  const agent = new Agent({ connections: 128 });
  const path = mkdtempSync(join(tmpdir(), 'helix-bench-'));
  const queue = embeddedQueue({ path, maxSize: 1_000_000 });
  const line = durableLine(queue, notification => post(agent, sink.url, JSON.stringify(notification)));
  const body = JSON.stringify(bodyOf('raw-1'));
  const candidates = {
    raw: () => rate(() => post(agent, sink.url, body), { total, inFlight }),
    'claim, send, settle': round => line.stored(`stored${round}`),
    'add, claim, send, settle': round => line.whole(`whole${round}`),
  };
  try {
    await print(candidates);
  } finally {
    await queue.close();
    await agent.close();
    sink.stop();
    rmSync(path, { recursive: true, force: true });
  }
}

async function print(candidates) {
  const rates = Object.fromEntries(Object.keys(candidates).map(name => [name, []]));
  for (const once of Object.values(candidates)) await once('warm');
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, once] of Object.entries(candidates)) rates[name].push(await once(round));
  }
  console.log(`${rounds} rounds of ${total} deliveries, ${inFlight} in flight, embedded store with full fsync`);
  for (const [name, values] of Object.entries(rates)) console.log(`${name.padEnd(26)} ${Math.round(median(values))}/s`);
  const [raw, stored, whole] = Object.values(rates);
  console.log(`claim, send, settle / raw       ${ratio(stored, raw).toFixed(2)}  (aim: at least 0.7)`);
  console.log(`add, claim, send, settle / raw  ${ratio(whole, raw).toFixed(2)}  (aim: at least 0.45)`);
  for (const [name, once] of Object.entries(candidates)) {
    printShares(`main thread, ${name}`, await profiled(() => once('profiled')));
  }
}

/** `stored`: what was added before is delivered. `whole`: the adding is part of what is timed. */
function durableLine(queue, send) {
  return {
    async stored(name) {
      await addAll(name);
      return timed(total, deliverAll);
    },
    whole: name => timed(total, () => Promise.all([addAll(name), deliverAll()])),
  };

  async function addAll(name) {
    const batches = slices(total, 1, number => batchOf(number, { prefix: name }));
    await inParallel(inFlight, batches, batch => queue.add(batch));
  }

  async function deliverAll() {
    let left = total;
    let finish;
    const all = new Promise(resolve => (finish = resolve));
    const on = ({ kind }) => kind === 'done' && --left === 0 && finish();
    const running = worker({
      queue,
      lanes: { [lane]: { concurrency: inFlight } },
      send: async ({ notification }) => {
        await send(notification);
        return {};
      },
      on,
    });
    await all;
    await running.stop();
  }
}
