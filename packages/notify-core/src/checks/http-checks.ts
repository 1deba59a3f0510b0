import assert from 'node:assert/strict';
import { failureOfSend } from './expect.js';
import { delivery, never, script, withChannel, type MockProvider, type MockStep, type Subject } from './subject.js';

const isStatus = (code: string) => /^\d{3}$/.test(code);

/** What every channel that speaks HTTP must make of its provider's answers. */
export function httpChecks<M extends MockProvider>(subject: Subject<M>): void {
  const { it, type } = subject;
  const own = (status: number) => Object.hasOwn(type.errors, String(status));
  const failureAt = async (step: MockStep, check: (failure: Awaited<ReturnType<typeof failureOfSend>>) => void) =>
    withChannel(subject, async ({ channel, mock }) => {
      // Twice, since a channel may send a plainer form once where the rich one is refused.
      script(mock, step, step);
      check(await failureOfSend(channel));
    });

  for (const status of [500, 502, 503, 504].filter(code => !own(code))) {
    it(`tries again after ${status}`, () =>
      failureAt(status, ({ code, retryable, status: kept }) =>
        assert.deepEqual({ code, retryable, kept }, { code: 'server_error', retryable: true, kept: status }),
      ));
  }

  const refusals = { 400: 'invalid_request', 401: 'unauthorized', 413: 'payload_too_large', 422: 'invalid_request' };
  for (const [status, code] of Object.entries(refusals).filter(([status]) => !own(Number(status)))) {
    it(`does not try again after ${status}`, () =>
      failureAt(Number(status), failure =>
        assert.deepEqual({ code: failure.code, retryable: failure.retryable }, { code, retryable: false }),
      ));
  }

  const waits = { '7': 7_000, '1.5': 1_500, 'Fri, 01 Jan 2100 00:00:10 GMT': 10_000 };
  for (const [header, ms] of Object.entries(waits)) {
    it(`waits as long as Retry-After says: ${header}`, () =>
      withChannel(
        subject,
        async ({ channel, mock }) => {
          script(mock, { status: 429, headers: { 'retry-after': header } });
          const { code, retryAfterMs } = await failureOfSend(channel);
          assert.deepEqual({ code, retryAfterMs }, { code: 'rate_limited', retryAfterMs: ms });
        },
        { clock: { now: () => Date.parse('2100-01-01T00:00:00Z') } },
      ));
  }

  for (const [code, meaning] of Object.entries(type.errors)) {
    it(`takes ${code} for what the table says`, async () => {
      const step = isStatus(code) ? Number(code) : subject.refusal?.(code);
      assert.ok(step, `the checks were not told how the provider says "${code}": pass refusal`);
      await failureAt(step, failure => {
        assert.equal(failure.code, typeof meaning === 'string' ? meaning : meaning.code);
        if (!isStatus(code)) assert.equal(failure.reason, code);
      });
    });
  }

  it('follows no redirect', async () => {
    const elsewhere = await subject.start();
    try {
      const location = { location: `${elsewhere.url}/elsewhere` };
      for (const status of [301, 302, 303, 307, 308]) {
        await failureAt({ status, headers: location }, failure => assert.equal(failure.retryable, false));
      }
      assert.equal(elsewhere.count(), 0, 'the redirect was followed');
    } finally {
      await elsewhere.close();
    }
  });

  it('tries again when the connection is cut', () =>
    failureAt('reset', ({ code, retryable }) =>
      assert.deepEqual({ code, retryable }, { code: 'network', retryable: true }),
    ));

  it('tries again when nobody listens', () =>
    withChannel(subject, async ({ channel, mock }) => {
      await mock.close();
      const { code, retryable } = await failureOfSend(channel);
      assert.deepEqual({ code, retryable }, { code: 'network', retryable: true });
    }));

  it('reads no more than it must of an answer that does not end', () =>
    failureAt({ status: 500, fault: 'endless' }, ({ code }) => assert.equal(code, 'server_error')));

  it('goes on after a failure', () =>
    withChannel(subject, async ({ channel, mock }) => {
      script(mock, 500);
      await failureOfSend(channel);
      await channel.send(delivery(), never());
    }));
}
