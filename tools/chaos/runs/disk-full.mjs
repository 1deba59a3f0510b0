// The disk of an embedded store runs full while much is queued: nothing more is accepted, what is queued goes on being
// delivered, the process lives; in half of the rounds it is killed and started on the full disk.
import { setTimeout as sleep } from 'node:timers/promises';
import { openCast } from '../cast.mjs';
import { duplicatesWithin, nothingLost } from '../figures.mjs';
import { readLedger } from '../ledger.mjs';
import { smallDisk } from '../small-disk.mjs';

const concurrency = 4;

export const run = {
  about: 'a full disk under an embedded store (needs root)',
  needs: ['mount'],
  drivers: ['embedded'],
  sizes: {
    smoke: { rounds: 1, fullMs: 2_000, diskMb: 600 },
    full: { rounds: 20, fullMs: 20_000, diskMb: 600 },
  },
  round,
  must: (figures, { rounds }) => ({
    ...nothingLost(figures),
    ...duplicatesWithin(Math.ceil(rounds / 2) * concurrency, figures),
    'the process is alive': figures.died === 0,
    'nothing accepted while it is full, only 503': figures.acceptedWhileFull === 0 && figures.otherWhileFull === 0,
    'finishing goes on: deliveries arrive in every round while it is full': figures.silentRounds === 0,
  }),
};

async function round(stage) {
  const { fullMs, diskMb } = stage.size;
  const disk = smallDisk(stage, diskMb);
  const store = { queue: { driver: 'embedded', path: `${disk.folder}/store`, max_size: 1_000_000 } };
  const channels = { a: { concurrency, behaviour: { latencyMs: [100, 200] } } };
  const cast = await openCast(stage, { channels, store });
  const deaths = countDeaths(await cast.system.start());
  const producer = await cast.produce({ perSecond: 50, inFlight: 32 });
  await sleep(2_000);

  disk.fill();
  // The free space is looked at once a second.
  await sleep(1_500);
  const from = Date.now();
  await sleep(fullMs);
  const until = Date.now();
  const died = deaths();
  if (stage.round % 2 === 1) await restarted(cast);
  disk.empty();

  await cast.system.ready();
  await sleep(1_000);
  producer.stop();
  await producer.finished;
  await cast.drained(120_000);
  return { ...(await cast.verify()), died, ...whileFull(from, until, producer.ledger, cast.sink.ledger) };
}

function countDeaths({ exited }) {
  let died = 0;
  void exited.then(() => (died = 1));
  return () => died;
}

async function restarted({ system }) {
  await system.kill();
  await system.start();
}

function whileFull(from, until, producer, sink) {
  const within = ({ at }) => at >= from && at <= until;
  const answers = [...readLedger(producer)].filter(line => within(line) && Number(line.rest.at(-1)) >= from);
  const accepted = answers.filter(({ kind }) => kind === 'ok').length;
  const refused = answers.filter(({ rest: [status] }) => status === '503').length;
  const delivered = [...readLedger(sink)].filter(line => within(line) && line.kind === 'accepted').length;
  return {
    acceptedWhileFull: accepted,
    refusedWhileFull: refused,
    otherWhileFull: answers.length - accepted - refused,
    deliveredWhileFull: delivered,
    silentRounds: delivered === 0 ? 1 : 0,
  };
}
