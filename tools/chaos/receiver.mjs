/**
 * How one receiver behaves, until it is told otherwise.
 *
 * - `latencyMs`: `[least, most]` of an answer.
 * - `errorRate`, `silentRate`, `resetRate`: shares answered 500, never, or by a reset of the connection.
 * - `status`: answers this to everything; `silent`: never answers.
 * - `allowed`: accepts so many a second, in a bucket of `burst`, and after each `closesEvery` accepted nothing for a while
 *   that its Retry-After tells, of a clock that runs at `speed`.
 */
export function receiver(first, random) {
  let behaviour = first;
  let limit = first.allowed && limiter(first.allowed, random);
  return { behave, answer };

  function behave(next) {
    behaviour = next;
    limit = next.allowed && limiter(next.allowed, random);
  }

  function answer() {
    const { latencyMs: [least, most] = [0, 0] } = behaviour;
    return { latencyMs: random.between(least, most), ...outcome() };
  }

  function outcome() {
    const { status = 200, silent = false } = behaviour;
    if (silent) return { fault: 'silent' };
    return chance() ?? limit?.() ?? { status };
  }

  function chance() {
    const { errorRate = 0, silentRate = 0, resetRate = 0 } = behaviour;
    const drawn = random.next();
    if (drawn < errorRate) return { status: 500 };
    if (drawn < errorRate + silentRate) return { fault: 'silent' };
    return drawn < errorRate + silentRate + resetRate ? { fault: 'reset' } : undefined;
  }
}

function limiter({ perSecond, burst, closesEvery, speed }, random) {
  let tokens = burst;
  let filledAt = Date.now();
  let accepted = 0;
  let closed = { until: 0, headers: {} };
  return () => {
    const now = Date.now();
    if (now < closed.until) return { status: 429, headers: closed.headers };
    tokens = Math.min(burst, tokens + ((now - filledAt) * perSecond) / 1_000);
    filledAt = now;
    if (tokens < 1) return { status: 429, headers: { 'retry-after': '1' } };
    tokens -= 1;
    accepted += 1;
    if (accepted % closesEvery === 0) closed = closing(random, now, speed);
    return undefined;
  };
}

/** Closed for 1 to 60 s of its clock; where the header says nothing of use, for no longer than anybody would wait then. */
function closing(random, now, speed) {
  const seconds = random.whole(1, 60);
  const date = new Date(now + (seconds + 1) * 1_000).toUTCString();
  const useless = random.pick([{}, { 'retry-after': '1e9' }, { 'retry-after': '-5' }, { 'retry-after': 'soon' }]);
  const [lasting, headers] = random.pick([
    [seconds, { 'retry-after': String(seconds) }],
    [seconds, { 'retry-after': date }],
    [Math.min(seconds, 5), useless],
  ]);
  return { until: now + (lasting * 1_000) / speed, headers };
}
