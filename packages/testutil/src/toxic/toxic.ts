export type Direction = 'toTarget' | 'toClient';

interface Directed {
  /** Both ways where it is not given. */
  readonly direction?: Direction | undefined;
}

/**
 * What goes wrong on the way.
 *
 * - `latency`: what came waits for `ms`, give or take `jitterMs`; what comes meanwhile waits behind it.
 * - `bandwidth`: so many bytes a second, each way.
 * - `drip`: pieces of `bytes` (1), and `everyMs` between two.
 * - `black_hole`: nothing arrives any more, the end of a connection neither.
 * - `reset`: both sides get an RST after so many bytes, counted for each connection and way.
 * - `cut`: both sides get a FIN after so many bytes.
 * - `swallow`: the next answer of the target is dropped and its connection reset; then it is off.
 * - `refuse`: new connections are reset at once.
 */
export type Toxic =
  | (Directed & { readonly kind: 'latency'; readonly ms: number; readonly jitterMs?: number | undefined })
  | (Directed & { readonly kind: 'bandwidth'; readonly bytesPerSecond: number })
  | (Directed & { readonly kind: 'drip'; readonly bytes?: number | undefined; readonly everyMs: number })
  | (Directed & { readonly kind: 'black_hole' })
  | (Directed & { readonly kind: 'reset'; readonly afterBytes: number })
  | (Directed & { readonly kind: 'cut'; readonly afterBytes: number })
  | { readonly kind: 'swallow' }
  | { readonly kind: 'refuse' };

/** Those that bytes go through. */
export type Passed = Exclude<Toxic, { readonly kind: 'refuse' }>;

export function concerns(toxic: Toxic, direction: Direction): toxic is Passed {
  if (toxic.kind === 'refuse') return false;
  if (toxic.kind === 'swallow') return direction === 'toClient';
  return toxic.direction === undefined || toxic.direction === direction;
}
