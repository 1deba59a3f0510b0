// The delivery rate by its definition: delivered within an hour of acceptance ÷ accepted, with receivers that fail as real
// ones do, and the notifier's own policy of retrying.
import { setTimeout as sleep } from 'node:timers/promises';
import { agesOf, quantile, shareWithin } from '../ages.mjs';
import { openCast } from '../cast.mjs';
import { nothingLost } from '../figures.mjs';

const hourMs = 3_600_000;
const failing = { latencyMs: [1, 10], errorRate: 0.05, silentRate: 0.01, resetRate: 0.005 };

export const run = {
  about: '5 % errors, 1 % time-outs, 0.5 % resets, outages',
  drivers: ['embedded'],
  sizes: {
    smoke: { rounds: 1, notifications: 600, perSecond: 300, outageMs: 1_000, outageEveryMs: 20_000 },
    full: { rounds: 1, notifications: 500_000, perSecond: 500, outageMs: 30_000, outageEveryMs: 300_000 },
  },
  round,
  must: figures => ({
    ...nothingLost(figures),
    'duplicates 0: no answer was lost after a yes': figures.duplicated === 0,
    'delivered within the hour ≥ 99.9 %': figures.withinHour / figures.acknowledged >= 0.999,
  }),
};

async function round(stage) {
  const { notifications, perSecond } = stage.size;
  const channel = { concurrency: 64, behaviour: failing };
  const cast = await openCast(stage, { channels: { a: channel, b: channel } });
  await cast.system.start();
  const producer = await cast.produce({ notifications, perSecond, inFlight: 64 });
  const outages = haveOutages(cast, stage.size);

  await producer.finished;
  outages.stop();
  await cast.drained(hourMs);
  const ages = agesOf([producer.ledger], cast.sink.ledger);
  const share = shareWithin(hourMs, [producer.ledger], cast.sink.ledger);
  const figures = await cast.verify();
  const withinHour = Math.round(share * figures.acknowledged);
  return { ...figures, withinHour, ageP50Ms: quantile(ages, 0.5), ageP99Ms: quantile(ages, 0.99) };
}

/** All fail for a while, the first time at a third of the interval, until it is stopped. */
function haveOutages({ sink }, { outageMs, outageEveryMs }) {
  let stopped = false;
  const behave = behaviour => ['a', 'b'].forEach(name => sink.behave(name, behaviour));
  void (async () => {
    await sleep(outageEveryMs / 30);
    while (!stopped) {
      behave({ status: 503 });
      await sleep(outageMs);
      behave(failing);
      await sleep(outageEveryMs - outageMs);
    }
  })();
  return { stop: () => void (stopped = true) };
}
