/** Refuses a bad option: where, which, what it was, what it should be. */
export function refuseUnless(good: boolean, where: string, option: string, value: unknown, expected: string): void {
  if (!good) throw new RangeError(`${where}: ${option} is ${String(value)}; give ${expected}.`);
}
