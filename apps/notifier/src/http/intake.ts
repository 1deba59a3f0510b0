import type { FastifyRequest } from 'fastify';
import { problem } from './problem.js';

// What waits for the store at the same time. A disk that takes 50 ms a write still answers all of these within a second.
const maxRequests = 512;
const maxBytes = 32 * 1024 * 1024;
const retryAfterMs = 1_000;

/**
 * Bounds what is accepted but not stored yet: while the store is slow, who comes later is answered at once and holds no
 * memory here. `unknownBytes`: what a body counts that does not say how long it is.
 */
export function intake(unknownBytes: number): <T>(request: FastifyRequest, accept: () => Promise<T>) => Promise<T> {
  let requests = 0;
  let bytes = 0;
  return async (request, accept) => {
    if (requests >= maxRequests || bytes >= maxBytes) {
      const detail = 'more comes in than can be stored at the moment; nothing was accepted, try again later';
      throw problem('overloaded', detail, { retryAfterMs });
    }
    const own = Number(request.headers['content-length'] ?? unknownBytes);
    requests += 1;
    bytes += own;
    try {
      return await accept();
    } finally {
      requests -= 1;
      bytes -= own;
    }
  };
}
