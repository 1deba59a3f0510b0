/** Freezes a plain value with all it holds, so that nothing can be written into a configuration that is shared. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}
