import { DeliveryError } from '../errors.js';
import { abortError, transportError } from './transport-error.js';

const secret = 'https://hooks.example/services/s3cret';
const thrown = (code?: unknown) => Object.assign(new Error(`failed: ${secret}`), { code, input: secret });

describe('what the transport throws', () => {
  it.each([
    ['ECONNREFUSED', 'network', 'the receiver refused the connection: is it running?'],
    ['ECONNRESET', 'network', 'the receiver cut the connection'],
    ['ENOTFOUND', 'network', 'the receiver’s host name does not exist'],
    ['EAI_AGAIN', 'network', 'the name server did not answer'],
    ['UND_ERR_SOCKET', 'network', 'the receiver closed the connection before it answered'],
    ['EHOSTUNREACH', 'network', 'the connection failed (EHOSTUNREACH)'],
    ['HPE_INVALID_CONSTANT', 'network', 'the connection failed (HPE_INVALID_CONSTANT)'],
    ['constructor', 'network', 'the connection failed (constructor)'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'misconfigured', 'the connection failed (DEPTH_ZERO_SELF_SIGNED_CERT)'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'misconfigured', 'the connection failed (SELF_SIGNED_CERT_IN_CHAIN)'],
    ['CERT_HAS_EXPIRED', 'misconfigured', 'the connection failed (CERT_HAS_EXPIRED)'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'misconfigured', 'the connection failed (ERR_TLS_CERT_ALTNAME_INVALID)'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'misconfigured', 'the connection failed (UNABLE_TO_VERIFY_LEAF_SIGNATURE)'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'misconfigured', 'the connection failed (UNABLE_TO_GET_ISSUER_CERT_LOCALLY)'],
  ] as const)('%s is %s: %s', (reason, code, message) => {
    const error = transportError(thrown(reason));
    expect(error).toMatchObject({ code, message, reason });
    expect(error.retryable).toBe(code === 'network');
  });

  it.each(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT'])(
    '%s is a time-out',
    reason => {
      expect(transportError(thrown(reason))).toMatchObject({ code: 'timeout' });
    },
  );

  it.each([[thrown()], [thrown(7)], [{ name: 1 }], [undefined], [null], ['text']])(
    'is a failed connection where it says nothing: %p',
    error => {
      const failure = transportError(error);
      expect(failure).toMatchObject({ code: 'network', message: 'the connection failed' });
      expect(failure).not.toHaveProperty('reason');
    },
  );

  it('is kept where it is a DeliveryError', () => {
    const error = new DeliveryError('misconfigured', 'not there');
    expect(transportError(error)).toBe(error);
  });

  it('never takes its text or its cause along, which hold the address', () => {
    const error = transportError(thrown('ECONNREFUSED'));
    expect(`${error.stack ?? ''}${JSON.stringify(error)}`).not.toContain('s3cret');
    expect(error).not.toHaveProperty('cause');
  });
});

describe('an aborted signal', () => {
  it.each([
    ['timeout', new DOMException('too late', 'TimeoutError')],
    ['cancelled', new DOMException('given up', 'AbortError')],
    ['cancelled', new Error('shutting down')],
    ['cancelled', undefined],
  ])('is %s', (code, reason) => {
    expect(abortError(AbortSignal.abort(reason))).toMatchObject({ code });
  });
});
