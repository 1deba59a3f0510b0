import type { Clock } from './clock.js';
import { isStoreUnavailable } from './queue/unavailable.js';
import type { WorkerEvent } from './work.js';

/** Tells once that the store is away, and once that it is back. */
export interface StoreWatch {
  answered(): void;
  failed(thrown: unknown): void;
}

export function storeWatch({
  clock,
  tell,
}: {
  readonly clock: Clock;
  readonly tell: (event: WorkerEvent) => void;
}): StoreWatch {
  let away: { readonly reason: string; readonly since: number } | undefined;
  return { answered, failed };

  function answered() {
    if (!away) return;
    const before = away;
    away = undefined;
    tell({ kind: 'store_back', ...before });
  }

  function failed(thrown: unknown) {
    if (away) return;
    away = { reason: sentenceOf(thrown), since: clock.now() };
    tell({ kind: 'store_away', ...away });
  }
}

/** The text of an error that is not a driver's own stays behind: it may hold an address with a password. */
function sentenceOf(thrown: unknown): string {
  if (isStoreUnavailable(thrown)) return thrown.message;
  return `An unexpected ${thrown instanceof Error ? thrown.name : typeof thrown} was thrown.`;
}
