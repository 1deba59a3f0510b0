import { accepted, check, missing, produced } from './checker.mjs';
import { readLedger } from './ledger.mjs';

const heldStates = { queued: 'waiting', scheduled: 'waiting', sending: 'waiting', retrying: 'waiting', failed: 'dead' };

/** Reads all ledgers, asks the store for what no sink has, and answers the checker's figures. */
export async function verify({ system, sink, producers, channels }) {
  const made = produced(producers.flatMap(file => [...readLedger(file)]));
  const times = accepted(readLedger(sink));
  const held = await heldOf(missing(made, times), made.ids, system);
  return check({ produced: made, accepted: times, held, counts: countsOf(await system.stats()), channels });
}

async function heldOf(deliveries, ids, system) {
  const held = new Map();
  const left = [...deliveries];
  const ask = async () => {
    for (let delivery = left.pop(); delivery; delivery = left.pop()) {
      const [key, channel] = delivery.split(':');
      const { deliveries: stored = [] } = await system.find(ids.get(key));
      const state = heldStates[stored.find(each => each.channel === channel)?.state];
      if (state) held.set(delivery, state);
    }
  };
  await Promise.all(Array.from({ length: 32 }, ask));
  return held;
}

function countsOf({ total_sent: delivered, queue: { queue, retry, failed: dead, in_flight: leased } }) {
  return { delivered, dead, waiting: queue + retry, leased };
}
