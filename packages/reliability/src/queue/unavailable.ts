/** A store that cannot be asked: away, hanging, full. What was asked may have been done all the same. */
export interface StoreUnavailable extends Error {
  readonly code: 'store_unavailable';
  readonly retryAfterMs: number;
}

const defaultRetryAfterMs = 1_000;

export function storeUnavailable(
  message: string,
  { retryAfterMs = defaultRetryAfterMs, cause }: { readonly retryAfterMs?: number; readonly cause?: unknown } = {},
): StoreUnavailable {
  return Object.assign(new Error(message, { cause }), { code: 'store_unavailable' as const, retryAfterMs });
}

/** By its code and not its class, since copies of this package meet. */
export function isStoreUnavailable(thrown: unknown): thrown is StoreUnavailable {
  return thrown instanceof Error && (thrown as Partial<StoreUnavailable>).code === 'store_unavailable';
}
