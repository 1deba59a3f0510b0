import { asFailure, failure } from './index.js';

describe('failure', () => {
  it('has the tag and the fields that notify-core reads', () => {
    const details = {
      status: 429,
      retryAfterMs: 5,
      scope: ['botToken'],
      progress: 1,
      handle: 'h',
      reason: 'slow_down',
    };
    const thrown = failure('rate_limited', 'Slow down.', details);
    const fields = { ...details, code: 'rate_limited', message: 'Slow down.', retryable: true };
    expect(thrown).toMatchObject({ ...fields, [Symbol.for('helix.DeliveryError')]: true });
    expect(thrown).toBeInstanceOf(Error);
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
  it('takes whatever bears the tag as it is', () => {
    const thrown = failure('timeout', 'No answer.');
    expect(asFailure(thrown)).toBe(thrown);
  });

  it.each([
    [new TypeError('https://host/bot123:secret'), 'An unexpected TypeError was thrown.'],
    ['https://host/bot123:secret', 'An unexpected string was thrown.'],
    [null, 'An unexpected object was thrown.'],
  ])('anything else thrown is internal, and its text stays behind: %#', (thrown, message) => {
    const { code, retryable, message: told } = asFailure(thrown);
    expect({ code, retryable, told }).toEqual({ code: 'internal', retryable: true, told: message });
  });
});
