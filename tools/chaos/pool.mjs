import { openCast } from './cast.mjs';

const inFlight = 32;
const lane = { concurrency: inFlight / 2, behaviour: { latencyMs: [5, 50] } };

/** Two channels, and how many deliveries of both one worker has on its way at most. */
export const twoLanes = { inFlight, channels: { a: lane, b: lane } };

/** On one Redis: a process that only accepts, and two workers. Something will happen to the second one. */
export async function startPool(stage, leaseMs) {
  const cast = await openCast(stage, { kind: 'composed', composed: { work: false }, channels: twoLanes.channels });
  await cast.system.start();
  const [, victim] = [await worker(cast, 'survivor', leaseMs), await worker(cast, 'victim', leaseMs)];
  return { cast, victim };
}

async function worker(cast, name, leaseMs) {
  const system = await cast.addSystem({ kind: 'composed', composed: { leaseMs }, name });
  await system.start();
  return system;
}
