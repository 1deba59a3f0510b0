// Far more is offered than the receiver takes: the queue fills up, and then the notifier refuses before it accepts.
import { openCast } from '../cast.mjs';
import { nothingLost } from '../figures.mjs';
import { readLedger } from '../ledger.mjs';
import { watchMemory } from '../memory.mjs';
import { openStore } from '../stores.mjs';

const latencyMs = 40;
const concurrency = 8;
const capacityPerSecond = (concurrency * 1_000) / latencyMs;

export const run = {
  about: 'five times the capacity offered',
  drivers: ['embedded'],
  sizes: {
    smoke: { rounds: 1, seconds: 3, factor: 5, maxSize: 100 },
    full: { rounds: 1, seconds: 600, factor: 5, maxSize: 5_000 },
  },
  round,
  must: figures => ({
    ...nothingLost(figures),
    'duplicates 0': figures.duplicated === 0,
    'refused by 429 or 503 with Retry-After': figures.refused > 0 && figures.otherAnswers === 0,
    'memory flat: second half ≤ first half + 50 MB': figures.secondHalfMb <= figures.firstHalfMb + 50,
  }),
};

async function round(stage) {
  const { seconds, factor, maxSize } = stage.size;
  const channels = { a: { concurrency, behaviour: { latencyMs: [latencyMs, latencyMs] } } };
  const cast = await openCast(stage, { channels, store: await openStore(stage, { maxSize }) });
  const { pid } = await cast.system.start();
  const perSecond = factor * capacityPerSecond;
  const memory = watchMemory(pid);

  const offer = { perSecond, notifications: perSecond * seconds, inFlight: 256, repeat: false };
  const producer = await cast.produce(offer);
  await producer.finished;
  const seen = memory.stop();
  await cast.drained(60_000 + (maxSize / capacityPerSecond) * 2_000);
  const half = Math.floor(seen.length / 2);
  const memories = { firstHalfMb: Math.max(...seen.slice(0, half)), secondHalfMb: Math.max(...seen.slice(half)) };
  return { offered: offer.notifications, ...(await cast.verify()), ...refusals(producer.ledger), ...memories };
}

/** What is neither a 202 nor a refusal as it has to be counts as another answer. */
function refusals(ledger) {
  const refused = [...readLedger(ledger)].filter(({ kind }) => kind === 'refused' || kind === 'unknown');
  const isFine = ({ rest: [status, , retryAfter] }) => ['429', '503'].includes(status) && Number(retryAfter) > 0;
  const fine = refused.filter(isFine).length;
  return { refused: fine, otherAnswers: refused.length - fine };
}
