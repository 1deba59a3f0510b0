import { setTimeout as sleep } from 'node:timers/promises';
import { openCast } from './cast.mjs';
import { duplicatesWithin, nothingLost } from './figures.mjs';
import { openLedger, readLedger } from './ledger.mjs';
import { within } from './until.mjs';

const concurrency = 8;
const patienceMs = 180_000;

/**
 * The notifier and a producer that never stops, while `outage` takes the store away and brings it back, `outages` times in
 * a round. `outage` answers when the store surely could not store, `{ from, until }`, when it was back, and when, if it split, the parts began
 * to differ.
 */
export async function outagesRound(stage, { store, outage, perSecond = 30, latencyMs = [5, 50] }) {
  const channels = { a: { concurrency, behaviour: { latencyMs } }, b: { concurrency, behaviour: { latencyMs } } };
  const cast = await openCast(stage, { channels, store });
  await cast.system.start();
  await cast.system.ready();
  const producer = await cast.produce({ perSecond, inFlight: 64 });
  const windows = [];
  const nemesis = openLedger(stage.file('nemesis.ledger'));
  for (let count = 0; count < stage.size.outages; count += 1) {
    await sleep(stage.random.between(300, 1_500));
    const window = await outage(cast);
    nemesis.write('away', count, window.from, window.until, window.backAt);
    windows.push(window);
    await within(patienceMs, cast.sink.nextAccepted(), 'a delivery arrives after the outage');
  }

  producer.stop();
  await within(patienceMs, producer.finished, 'the producer is acknowledged everything');
  await cast.drained(patienceMs);
  const figures = await cast.verify();
  const arrivals = [...readLedger(cast.sink.ledger)].filter(({ kind }) => kind === 'accepted').map(({ at }) => at);
  return {
    outages: windows.length,
    ...figures,
    firstDeliveryMs: slowestReturn(windows, arrivals),
    deliveredWhileAway: arrivals.filter(at => windows.some(({ splitAt, backAt }) => at >= splitAt && at < backAt))
      .length,
    ...answersIn(windows, producer.ledger),
  };
}

/** How long after the store was back the first delivery arrived, at worst. */
function slowestReturn(windows, arrivals) {
  return Math.max(...windows.map(({ backAt }) => arrivals.find(at => at >= backAt) - backAt));
}

/** What was asked and answered while the store was away: 503 with a Retry-After, and nothing else. */
function answersIn(windows, ledger) {
  const answers = { refusedWhileAway: 0, acceptedWhileAway: 0, otherWhileAway: 0 };
  for (const { at, kind, rest } of readLedger(ledger)) {
    const sentAt = Number(rest.at(-1));
    if (kind === 'sent' || !windows.some(({ from, until }) => sentAt >= from && at <= until)) continue;
    const isRefusal = rest[0] === '503' && Number(rest[2]) > 0;
    if (kind === 'ok') answers.acceptedWhileAway += 1;
    else answers[isRefusal ? 'refusedWhileAway' : 'otherWhileAway'] += 1;
  }
  return answers;
}

/** What every outage of the store must show; `repeatable`: deliveries beside those at a cut that may come twice. */
export const survived = (figures, { rounds, outages, repeatable = 0 }) => ({
  ...nothingLost(figures),
  ...duplicatesWithin(rounds * outages * 2 * concurrency + repeatable, figures),
  '503 and never 202 while it is away':
    figures.acceptedWhileAway === 0 && figures.otherWhileAway === 0 && figures.refusedWhileAway > 0,
  'first delivery ≤ 5 s after it is back': figures.firstDeliveryMs <= 5_000,
});
