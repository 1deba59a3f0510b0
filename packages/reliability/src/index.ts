export { exponential, type Backoff, type ExponentialOptions } from './backoff.js';
export { compose, type Call, type Layer } from './call.js';
export type { Clock } from './clock.js';
export { asFailure, failure, type Failure, type FailureDetails } from './failure.js';
export { breaker, type Breaker, type BreakerOptions } from './gates/breaker.js';
export { breakerKeys, type BreakerState } from './gates/breaker-state.js';
export type { Gate, Rate, Result } from './gates/gate.js';
export { limiter, type Limiter } from './gates/limiter.js';
export { through, type ThroughOptions } from './gates/through.js';
export type { Json } from './json.js';
export type { Lane } from './lane.js';
export type { Receipt } from './outcome.js';
export type { AddResult, Attempt, Batch, Job, JobState, Priority, Status, Stored, StoredJob } from './queue/batch.js';
export { memoryQueue } from './queue/memory.js';
export { partitioned } from './queue/partitioned.js';
export type {
  Claim,
  Counts,
  DeadFilter,
  DeadLetter,
  Ended,
  Page,
  Pause,
  Queue,
  QueueOptions,
  Settlement,
} from './queue/queue.js';
export type { Records } from './queue/records.js';
export { isStoreUnavailable, storeUnavailable, type StoreUnavailable } from './queue/unavailable.js';
export { queued, type Queued, type QueuedOptions } from './queued.js';
export { retry } from './retry.js';
export { timeout } from './timeout.js';
export type { Work, WorkerEvent } from './work.js';
export { worker, type Worker, type WorkerOptions } from './worker.js';
