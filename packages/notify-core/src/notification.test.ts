import { deepFreeze } from './freeze.js';
import { toNotification, type NotificationInput } from './notification.js';

const now = Date.parse('2026-01-31T12:00:00Z');
const full: NotificationInput = {
  id: 'n-1_A',
  title: 'Disk full',
  message: 'No space left',
  type: 'alert',
  priority: 'urgent',
  status: 'resolved',
  dedupKey: 'disk-1',
  metadata: { free: 0, deep: [{ a: null }] },
  channels: ['ops'],
  source: 'demo',
  url: 'https://example.com/disk',
  expiresAt: '2026-02-01T00:00:00+01:00',
};

describe('toNotification', () => {
  it('fills every default', () => {
    const { id, ...rest } = toNotification({ title: 'Hi' }, now);
    expect(id).toMatch(/^n_[0-9a-f-]{36}$/);
    expect(rest).toEqual({
      title: 'Hi',
      message: '',
      type: 'info',
      priority: 'medium',
      status: 'firing',
      metadata: {},
      createdAt: '2026-01-31T12:00:00.000Z',
    });
  });

  it('gives each its own id', () => {
    expect(toNotification({ title: 'Hi' }).id).not.toBe(toNotification({ title: 'Hi' }).id);
  });

  it('keeps all that is given', () => {
    expect(toNotification(full, now)).toEqual({ ...full, createdAt: '2026-01-31T12:00:00.000Z' });
  });

  it('takes undefined for left out', () => {
    const { id, ...rest } = toNotification({ title: 'Hi', id: undefined, type: undefined, metadata: undefined }, now);
    expect(id).toMatch(/^n_/);
    expect(rest).toMatchObject({ type: 'info', metadata: {} });
  });

  it.each([
    [{ title: undefined }, 'title: is required'],
    [{ title: '' }, 'title: must not be empty'],
    [{ title: '\u0000' }, 'title: must not be empty'],
    [{ title: 7 }, 'title: expected string, received number'],
    [{ id: 'a b' }, 'id: must be 1 to 128 of A-Z, a-z, 0-9, _ and -'],
    [{ id: 'x'.repeat(129) }, 'id: must be 1 to 128 of A-Z, a-z, 0-9, _ and -'],
    [{ message: null }, 'message: expected string, received null'],
    [{ type: 'eror' }, 'type: expected one of "info"|"success"|"warning"|"error"|"alert"'],
    [{ priority: 'top' }, 'priority: expected one of "low"|"medium"|"high"|"urgent"'],
    [{ status: 'open' }, 'status: expected one of "firing"|"acknowledged"|"resolved"'],
    [{ dedupKey: '' }, 'dedupKey: must not be empty'],
    [{ dedupKey: 'x'.repeat(513) }, 'dedupKey: too big: expected string to have <=512 characters'],
    [{ metadata: 'text' }, 'metadata: expected record, received string'],
    [{ metadata: { a: undefined } }, 'metadata.a: must be a JSON value'],
    [{ metadata: { a: () => 1 } }, 'metadata.a: must be a JSON value'],
    [{ metadata: { a: 1n } }, 'metadata.a: must be a JSON value'],
    [{ channels: 'ops' }, 'channels: expected array, received string'],
    [{ channels: ['ops', 7] }, 'channels.1: expected string, received number'],
    [{ source: 7 }, 'source: expected string, received number'],
    [{ url: 'example.com' }, 'url: must be an http or https URL'],
    [{ url: 'javascript:alert(1)' }, 'url: must be an http or https URL'],
    [{ expiresAt: 'tomorrow' }, 'expiresAt: must be an RFC 3339 time such as 2026-01-31T12:00:00Z'],
    [{ expiresAt: '2026-01-31' }, 'expiresAt: must be an RFC 3339 time such as 2026-01-31T12:00:00Z'],
    [{ tilte: 'Hi' }, "tilte: is not a known key; did you mean 'title'?"],
  ])('refuses %p in one sentence', (more, sentence) => {
    const input = { title: 'Hi', ...more } as NotificationInput;
    expect(() => toNotification(input)).toThrow(
      expect.objectContaining({ name: 'DeliveryError', code: 'invalid_request', message: `notification: ${sentence}` }),
    );
  });

  it.each([
    [undefined, 'is required'],
    [null, 'expected object, received null'],
    ['text', 'expected object, received string'],
  ])('refuses %p instead of an input', (input, sentence) => {
    expect(() => toNotification(input as unknown as NotificationInput)).toThrow(
      expect.objectContaining({ message: `notification: ${sentence}` }),
    );
  });

  it('cleans every text, keys and what is nested included', () => {
    const notification = toNotification({
      title: 'a\ud800b',
      message: 'one\r\ntwo\rthree\u0000\u001b[31m\ttab',
      source: 'x\u0007',
      dedupKey: 'k\u009f',
      metadata: { 'key\u0000': { list: ['\udc00', 1, { 'inner\u0000': 'c\r' }] } },
    });
    expect(notification).toMatchObject({
      title: 'a\ufffdb',
      message: 'one\ntwo\nthree[31m\ttab',
      source: 'x',
      dedupKey: 'k',
      metadata: { key: { list: ['\ufffd', 1, { inner: 'c\n' }] } },
    });
  });

  it('is not polluted by metadata', () => {
    const metadata = JSON.parse(
      '{"__proto__": {"admin": true}, "constructor": {"prototype": {"admin": true}}, "b": "x\\u0000"}',
    );
    const notification = toNotification({ title: 'Hi', metadata });
    expect(Object.getPrototypeOf(notification.metadata)).not.toHaveProperty('admin');
    expect({}).not.toHaveProperty('admin');
    expect(notification.metadata).not.toHaveProperty('admin');
    expect(notification.metadata).toMatchObject({ b: 'x' });
  });

  it('writes nothing into its input', () => {
    const frozen = deepFreeze(structuredClone({ ...full, metadata: { a: ['x\u0000'] } }));
    expect(toNotification(frozen).metadata).toEqual({ a: ['x'] });
    expect(frozen.metadata).toEqual({ a: ['x\u0000'] });
  });
});
