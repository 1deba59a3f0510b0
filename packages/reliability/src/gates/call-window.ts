/** What ended within the last `windowMs`, in ten slices. */
export interface CallWindow {
  add(call: { readonly failed: boolean; readonly slow: boolean }, now: number): void;
  totals(now: number): { readonly calls: number; readonly failed: number; readonly slow: number };
  clear(): void;
}

interface Slice {
  readonly from: number;
  calls: number;
  failed: number;
  slow: number;
}

export function callWindow(windowMs: number): CallWindow {
  let slices: Slice[] = [];
  return { add, totals, clear: () => void (slices = []) };

  function add({ failed, slow }: { readonly failed: boolean; readonly slow: boolean }, now: number) {
    const slice = sliceAt(now);
    slice.calls++;
    if (failed) slice.failed++;
    if (slow) slice.slow++;
  }

  function sliceAt(now: number): Slice {
    const last = slices.at(-1);
    if (last && now < last.from + windowMs / 10) return last;
    const slice = { from: now, calls: 0, failed: 0, slow: 0 };
    slices = [...slices.filter(({ from }) => from > now - windowMs), slice];
    return slice;
  }

  function totals(now: number) {
    const sum = { calls: 0, failed: 0, slow: 0 };
    for (const slice of slices.filter(({ from }) => from > now - windowMs)) {
      sum.calls += slice.calls;
      sum.failed += slice.failed;
      sum.slow += slice.slow;
    }
    return sum;
  }
}
