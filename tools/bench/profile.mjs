import { Session } from 'node:inspector/promises';

// Where a sample's file stands tells what it was spent on.
const parts = [
  ['undici', /node_modules\/undici\//],
  ['store', /sqlite|\/reliability\/dist\/queue\//],
  ['worker', /\/reliability\/dist\//],
  ['benchmark', /\/tools\/bench\//],
  ['node', /^node:/],
];
const natives = { '(garbage collector)': 'garbage collection', '(idle)': 'idle', '(program)': 'native code' };

/** Runs `work` under the profiler; answers which share of this thread's time went where, the largest first. */
export async function profiled(work) {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  await work();
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  return sharesOf(profile);
}

function sharesOf({ nodes, samples, timeDeltas }) {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const times = new Map();
  samples.forEach((id, place) => {
    const part = partOf(frames.get(id));
    times.set(part, (times.get(part) ?? 0) + timeDeltas[place]);
  });
  const total = [...times.values()].reduce((sum, time) => sum + time, 0);
  return [...times].map(([part, time]) => [part, time / total]).sort(([, a], [, b]) => b - a);
}

function partOf({ functionName, url }) {
  return natives[functionName] ?? parts.find(([, pattern]) => pattern.test(url))?.[0] ?? 'native code';
}

export function printShares(title, shares) {
  const texts = shares
    .filter(([, share]) => share >= 0.005)
    .map(([part, share]) => `${part} ${Math.round(share * 100)} %`);
  console.log(`${title}: ${texts.join(', ')}`);
}
