import type { Batch } from '../batch.js';

/**
 * Which of `count` partitions a batch is of: FNV-1a (32 bit) over the UTF-8 of its thread's key, or of its id where it
 * has no thread, modulo `count`. What is stored was placed by it: another hash, or another count, finds nothing again.
 */
export function partitionOf({ id, thread }: Pick<Batch<unknown>, 'id' | 'thread'>, count: number): number {
  return hash(thread?.key ?? id) % count;
}

const offset = 0x811c9dc5;
const prime = 0x01000193;

function hash(text: string): number {
  return new TextEncoder().encode(text).reduce((sum, byte) => Math.imul(sum ^ byte, prime) >>> 0, offset);
}
