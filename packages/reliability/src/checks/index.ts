export { acrossPartitions } from './partitions.js';
export type { ModelOptions } from './model-checks.js';
export { queueChecks, type QueueChecksOptions } from './queue-checks.js';
