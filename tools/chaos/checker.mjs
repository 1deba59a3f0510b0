// What the ledgers say together: of the producer (what was acknowledged), of the sinks (what was accepted), of the store.

/**
 * From the producer's lines: every delivery that was acknowledged, and every notification whose fate it was never told.
 * A line `ok` names the channels and the id that the system answered.
 */
export function produced(lines) {
  const acknowledged = new Map();
  const ids = new Map();
  const open = new Set();
  for (const { kind, id, rest } of lines) {
    if (kind === 'sent' && !acknowledged.has(id)) open.add(id);
    if (kind === 'refused') open.delete(id);
    if (kind !== 'ok') continue;
    open.delete(id);
    const [channels, notificationId] = rest;
    ids.set(id, notificationId);
    acknowledged.set(
      id,
      channels.split(',').map(channel => `${id}:${channel}`),
    );
  }
  return { acknowledged, ids, open };
}

/** From the sinks' lines: how often each delivery was accepted. */
export function accepted(lines) {
  const times = new Map();
  for (const { kind, id } of lines) if (kind === 'accepted') times.set(id, (times.get(id) ?? 0) + 1);
  return times;
}

/** Acknowledged deliveries that no sink has: the store has to know of them. */
export function missing({ acknowledged }, times) {
  return [...acknowledged.values()].flat().filter(delivery => !times.has(delivery));
}

/**
 * `held`: the state that the store tells of each missing delivery, `waiting` or `dead`; one without a state is lost.
 * `counts`: the store's own, summed over the lanes; `channels`: how many deliveries an unanswered notification can have made.
 */
export function check({ produced: { acknowledged, open }, accepted: times, held, counts, channels }) {
  const deliveries = [...acknowledged.values()].flat();
  const known = new Set(deliveries);
  const keyOf = delivery => delivery.slice(0, delivery.lastIndexOf(':'));
  const strangers = [...times.keys()].filter(delivery => !known.has(delivery));
  const recovered = strangers.filter(delivery => open.has(keyOf(delivery)));
  const inState = state => deliveries.filter(delivery => !times.has(delivery) && held.get(delivery) === state).length;
  const stored = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return {
    acknowledged: deliveries.length,
    delivered: deliveries.filter(delivery => times.has(delivery)).length,
    lost: deliveries.filter(delivery => !times.has(delivery) && !held.has(delivery)).length,
    duplicated: [...times.values()].reduce((sum, count) => sum + count - 1, 0),
    unexpected: strangers.length - recovered.length,
    recovered: recovered.length,
    dead: inState('dead'),
    waiting: inState('waiting'),
    unbalanced: outside(stored, deliveries.length, deliveries.length + open.size * channels),
  };
}

/** How far a number is from where it may be: conservation holds where this is 0. */
function outside(number, low, high) {
  return Math.max(low - number, number - high, 0);
}
