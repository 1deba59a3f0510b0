/** RFC 3339 in UTC with milliseconds; null where there is none. */
export const timeOf = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString());
