import { produced } from './checker.mjs';
import { readLedger } from './ledger.mjs';

/** How long after it was asked for each delivery was first accepted by a sink, in ms, shortest first. */
export function agesOf(producers, sink) {
  const sentAt = new Map();
  for (const { at, kind, id } of producers.flatMap(file => [...readLedger(file)])) {
    if (kind === 'sent' && !sentAt.has(id)) sentAt.set(id, at);
  }
  const first = new Map();
  for (const { at, kind, id } of readLedger(sink)) if (kind === 'accepted' && !first.has(id)) first.set(id, at);
  const ages = [...first].map(([delivery, at]) => at - sentAt.get(delivery.split(':')[0]));
  return ages.filter(age => !Number.isNaN(age)).sort((a, b) => a - b);
}

/** The share of what was acknowledged that was delivered within this time. */
export function shareWithin(timeMs, producers, sink) {
  const { acknowledged } = produced(producers.flatMap(file => [...readLedger(file)]));
  const inTime = agesOf(producers, sink).filter(age => age <= timeMs).length;
  return inTime / [...acknowledged.values()].flat().length;
}

export const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];
