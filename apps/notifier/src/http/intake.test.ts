import type { FastifyRequest } from 'fastify';
import { intake } from './intake.js';

const request = (length?: number) =>
  ({ headers: length === undefined ? {} : { 'content-length': String(length) } }) as unknown as FastifyRequest;
const mebibyte = 1024 * 1024;

/** A store that answers when it is told to. */
function slowStore() {
  const waiting: (() => void)[] = [];
  return {
    add: () => new Promise<string>(resolve => waiting.push(() => resolve('stored'))),
    answer: () => waiting.splice(0).forEach(resolve => resolve()),
    count: () => waiting.length,
  };
}

describe('the intake', () => {
  it('refuses at once what comes while 512 requests wait for the store', async () => {
    const store = slowStore();
    const bounded = intake(mebibyte);
    const accepted = Array.from({ length: 512 }, () => bounded(request(10), store.add));
    await expect(bounded(request(10), store.add)).rejects.toMatchObject({ code: 'overloaded', retryAfterMs: 1_000 });
    expect(store.count()).toBe(512);

    store.answer();
    expect(new Set(await Promise.all(accepted))).toEqual(new Set(['stored']));
    const later = bounded(request(10), store.add);
    store.answer();
    await expect(later).resolves.toBe('stored');
  });

  it.each([
    ['of 1 MiB', mebibyte],
    ['that do not say their length', undefined],
  ])('refuses what comes while 32 bodies %s wait', async (_, length) => {
    const store = slowStore();
    const bounded = intake(mebibyte);
    const accepted = Array.from({ length: 32 }, () => bounded(request(length), store.add));
    await expect(bounded(request(1), store.add)).rejects.toMatchObject({ code: 'overloaded' });
    store.answer();
    await Promise.all(accepted);
  });

  it('counts a request that failed no longer', async () => {
    const bounded = intake(32 * mebibyte);
    await expect(bounded(request(), () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    await expect(bounded(request(), () => Promise.resolve('stored'))).resolves.toBe('stored');
  });
});
