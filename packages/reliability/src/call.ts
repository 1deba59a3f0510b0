/** Anything that is tried: it resolves with an answer or throws. */
export type Call<I, O> = (input: I, signal: AbortSignal) => Promise<O>;
/** Turns one call into another: retry, timeout, through. */
export type Layer<I, O> = (next: Call<I, O>) => Call<I, O>;

/** One layer of several. The first listed is the outermost, so that a list reads in the order in which a call passes. */
export function compose<I, O>(...layers: readonly Layer<I, O>[]): Layer<I, O> {
  return next => layers.reduceRight((inner, layer) => layer(inner), next);
}
