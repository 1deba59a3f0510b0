import type * as Errors from './errors.js';
import { asDeliveryError, DeliveryError, type FailureCode } from './errors.js';

const codes: Record<FailureCode, boolean> = {
  timeout: true,
  network: true,
  server_error: true,
  internal: true,
  rate_limited: true,
  circuit_open: true,
  unauthorized: false,
  misconfigured: false,
  not_found: false,
  invalid_request: false,
  payload_too_large: false,
  expired: false,
  cancelled: false,
};
const details = {
  status: 503,
  retryAfterMs: 1_000,
  scope: ['token'],
  reason: 'slow_down',
  progress: { part: 1 },
  handle: 'h-1',
};

describe('DeliveryError', () => {
  it.each(Object.entries(codes) as [FailureCode, boolean][])('%s: retryable is %p', (code, retryable) => {
    expect(new DeliveryError(code, 'no luck')).toMatchObject({
      name: 'DeliveryError',
      code,
      retryable,
      message: 'no luck',
    });
  });

  it('keeps its details, and has no key for what was not said', () => {
    expect(new DeliveryError('rate_limited', 'x', details)).toMatchObject(details);
    const bare = new DeliveryError('network', 'x', { status: undefined, reason: undefined });
    expect(Object.keys(bare).sort()).toEqual(['code', 'name']);
    expect('cause' in bare).toBe(false);
  });

  it('is an Error with its cause', () => {
    const cause = new Error('why');
    const error = new DeliveryError('network', 'x', { cause });
    expect(error instanceof Error).toBe(true);
    expect(error.cause).toBe(cause);
  });

  it('is known across copies of the module', () => {
    jest.isolateModules(() => {
      const copy = jest.requireActual<typeof Errors>('./errors.js');
      expect(copy.DeliveryError).not.toBe(DeliveryError);
      expect(copy.DeliveryError.is(new DeliveryError('network', 'x'))).toBe(true);
      expect(DeliveryError.is(new copy.DeliveryError('network', 'x'))).toBe(true);
    });
  });

  it.each([
    [undefined],
    [null],
    ['network'],
    [new Error('x')],
    [{ code: 'network' }],
    [{ [Symbol.for('helix.DeliveryError')]: true }],
  ])('is not %p', other => expect(DeliveryError.is(other)).toBe(false));
});

describe('asDeliveryError', () => {
  it('leaves one as it is', () => {
    const error = new DeliveryError('network', 'x');
    expect(asDeliveryError(error)).toBe(error);
  });

  it.each<[unknown, string]>([
    [new Error('boom'), 'boom'],
    ['boom', 'something that is no error was thrown'],
    [undefined, 'something that is no error was thrown'],
  ])('takes %p for internal', (thrown, message) => {
    expect(asDeliveryError(thrown)).toMatchObject({ code: 'internal', retryable: true, message });
  });
});
