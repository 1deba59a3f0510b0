import { DeliveryError } from '@helix/notify-core';
import { asFailure, failure } from './index.js';

describe('failure', () => {
  it('is taken for a DeliveryError, and a DeliveryError for a failure', () => {
    const details = {
      status: 429,
      retryAfterMs: 5,
      scope: ['botToken'],
      progress: 1,
      handle: 'h',
      reason: 'slow_down',
    };
    const ours = failure('rate_limited', 'Slow down.', details);
    const theirs = new DeliveryError('rate_limited', 'Slow down.', details);
    expect(DeliveryError.is(ours)).toBe(true);
    expect(asFailure(theirs)).toBe(theirs);
    const { code, message, retryable, status, retryAfterMs, scope, progress, handle, reason } = asFailure(theirs);
    expect(ours).toMatchObject({ code, message, retryable, status, retryAfterMs, scope, progress, handle, reason });
  });

  it.each(['timeout', 'network', 'server_error', 'internal', 'rate_limited', 'circuit_open'])(
    '%s is retryable',
    code => {
      expect(failure(code, 'x').retryable).toBe(true);
    },
  );

  it.each(['unauthorized', 'misconfigured', 'not_found', 'invalid_request', 'payload_too_large', 'cancelled'])(
    '%s is not retryable',
    code => {
      expect(failure(code, 'x').retryable).toBe(false);
    },
  );

  it('keeps its cause', () => {
    expect(failure('network', 'x', { cause: 'why' }).cause).toBe('why');
  });
});

describe('asFailure', () => {
  it.each([
    [new TypeError('https://host/bot123:secret'), 'An unexpected TypeError was thrown.'],
    ['https://host/bot123:secret', 'An unexpected string was thrown.'],
    [null, 'An unexpected object was thrown.'],
  ])('anything else thrown is internal, and its text stays behind: %#', (thrown, message) => {
    const { code, retryable, message: told } = asFailure(thrown);
    expect({ code, retryable, told }).toEqual({ code: 'internal', retryable: true, told: message });
  });
});
