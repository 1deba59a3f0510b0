/** Refuses a bad option: where, which, what it was, what it should be. */
export function refuseUnless(good: boolean, where: string, option: string, value: unknown, expected: string): void {
  if (!good) throw new RangeError(`${where}: ${option} is ${String(value)}; give ${expected}.`);
}

/** Refuses an option that nobody knows: one that is misspelt would silently leave its default in force. */
export function refuseUnknown<O extends object>(where: string, options: O, known: readonly (keyof O & string)[]): void {
  const names: readonly string[] = known;
  const unknown = Object.keys(options).find(name => !names.includes(name));
  if (unknown === undefined) return;
  throw new RangeError(`${where}: ${unknown} is not an option; known are ${names.join(', ')}.`);
}
