import type { Passed, Toxic } from './toxic.js';

/** One way of one connection, as its toxics see it. */
export interface Flow {
  /** Ends early with the connection. */
  pause(ms: number): Promise<void>;
  /** How many bytes passed this toxic on this way. */
  passed(toxic: Toxic): number;
  count(toxic: Toxic, bytes: number): void;
  /** An RST to both sides. */
  reset(): void;
  /** A FIN to both sides. */
  finish(): void;
  switchOff(toxic: Toxic): void;
}

type Next = (chunk: Buffer) => Promise<void>;
/** Gives to `next` what goes on of the chunk, and when. */
type Effect<T> = (chunk: Buffer, toxic: T, next: Next, flow: Flow) => Promise<void>;
type ToxicOf<K extends Passed['kind']> = Extract<Passed, { readonly kind: K }>;

const effects: { readonly [K in Passed['kind']]: Effect<ToxicOf<K>> } = {
  async latency(chunk, { ms, jitterMs = 0 }, next, flow) {
    await flow.pause(Math.max(0, ms + (2 * Math.random() - 1) * jitterMs));
    await next(chunk);
  },
  async bandwidth(chunk, { bytesPerSecond }, next, flow) {
    // A tenth of a second's worth at a time, as a slow line would deliver it.
    for (const piece of pieces(chunk, Math.ceil(bytesPerSecond / 10))) {
      await flow.pause((piece.length / bytesPerSecond) * 1_000);
      await next(piece);
    }
  },
  async drip(chunk, { bytes = 1, everyMs }, next, flow) {
    for (const piece of pieces(chunk, bytes)) {
      await next(piece);
      await flow.pause(everyMs);
    }
  },
  black_hole: () => Promise.resolve(),
  reset: (chunk, toxic, next, flow) => upTo(toxic, chunk, next, flow, () => flow.reset()),
  cut: (chunk, toxic, next, flow) => upTo(toxic, chunk, next, flow, () => flow.finish()),
  async swallow(_chunk, toxic, _next, flow) {
    flow.switchOff(toxic);
    flow.reset();
    return Promise.resolve();
  },
};

async function upTo(toxic: ToxicOf<'reset' | 'cut'>, chunk: Buffer, next: Next, flow: Flow, end: () => void) {
  const left = chunk.subarray(0, Math.max(0, toxic.afterBytes - flow.passed(toxic)));
  flow.count(toxic, left.length);
  if (left.length > 0) await next(left);
  if (flow.passed(toxic) >= toxic.afterBytes) end();
}

function* pieces(chunk: Buffer, bytes: number): Iterable<Buffer> {
  for (let start = 0; start < chunk.length; start += bytes) yield chunk.subarray(start, start + bytes);
}

/** Leads the chunk through the toxics, one after the other, and what is left of it to `write`. */
export function through(toxics: readonly Passed[], chunk: Buffer, flow: Flow, write: Next): Promise<void> {
  const [toxic, ...rest] = toxics;
  if (!toxic) return write(chunk);
  const effect = effects[toxic.kind] as Effect<Passed>;
  return effect(chunk, toxic, piece => through(rest, piece, flow, write), flow);
}
