/** A body is read to its end before it is judged. */
export const bodyLimitBytes = 1024 * 1024;

/** A delivery's id is that of its notification, at most 128 characters, and the name of its channel. */
export const longestParameter = 512;

/** Slow and idle clients are cut, and there are only so many: what each may cost is bounded. */
export const connectionLimits = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 5_000,
  // How often Node looks for those that are over their time.
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 8 * 1024,
} as const;
export const maxHeadersCount = 64;
export const maxConnections = 2_000;
export const maxRequestsPerSocket = 1_000;
