import type { FailureCode } from '../errors.js';
import type { Answer } from '../http/exchange.js';
import { failureOf, type Classification } from './classify.js';

const now = Date.parse('2026-11-24T09:00:00Z');
const answer = (status: number, text = '', headers: Answer['headers'] = {}): Answer => ({
  status,
  text,
  headers,
  get json() {
    return text.startsWith('{') ? (JSON.parse(text) as unknown) : undefined;
  },
});
const codeOf = ({ json }: Answer) => (json as { error?: string } | undefined)?.error;
const classify = (given: Answer, more: Partial<Classification> = {}) =>
  failureOf(given, { errors: {}, scrub: text => text, ...more }, now);

it.each([200, 201, 202, 204, 299])('%d is success', status => {
  expect(classify(answer(status, '<html>'), { code: codeOf })).toBeUndefined();
});

it.each<[number, FailureCode]>([
  ...[300, 301, 302, 303, 304, 307, 308].map(status => [status, 'misconfigured'] as [number, FailureCode]),
  ...[400, 402, 403, 405, 406, 409, 415, 418, 422, 451, 499].map(
    status => [status, 'invalid_request'] as [number, FailureCode],
  ),
  [401, 'unauthorized'],
  [404, 'not_found'],
  [408, 'timeout'],
  [410, 'not_found'],
  [413, 'payload_too_large'],
  [425, 'server_error'],
  [429, 'rate_limited'],
  ...[500, 501, 502, 503, 504, 507, 520, 529, 599].map(status => [status, 'server_error'] as [number, FailureCode]),
])('%d is %s', (status, code) => {
  expect(classify(answer(status))).toMatchObject({
    code,
    status,
    message: expect.stringContaining(`answered ${status}`),
  });
});

describe('the provider’s own code', () => {
  const errors = {
    room_gone: 'misconfigured',
    slow_down: { code: 'rate_limited', scope: ['token'] },
    '409': 'server_error',
  } as const;
  const own = { errors, code: codeOf };
  const said = (status: number, error: string) => classify(answer(status, JSON.stringify({ error })), own);

  it('goes before the status, a 200 included', () => {
    expect(said(200, 'room_gone')).toMatchObject({ code: 'misconfigured', status: 200, reason: 'room_gone' });
    expect(said(500, 'room_gone')?.message).toBe('answered 500 room_gone');
  });

  it('brings the scope of a limit', () => {
    expect(said(200, 'slow_down')).toMatchObject({ code: 'rate_limited', scope: ['token'] });
  });

  it('leaves it to the status where it is unknown, and is kept', () => {
    expect(said(503, 'odd')).toMatchObject({ code: 'server_error', reason: 'odd' });
    expect(said(200, 'odd')).toMatchObject({ code: 'invalid_request', reason: 'odd' });
  });

  it.each(['constructor', '__proto__', 'toString'])('may be %s', error => {
    expect(said(404, error)).toMatchObject({ code: 'not_found', reason: error });
  });

  it('may be the status itself', () => {
    const failure = classify(answer(409), own);
    expect(failure).toMatchObject({ code: 'server_error' });
    expect(failure?.reason).toBeUndefined();
  });
});

describe('the wait', () => {
  const retryAfterMs = ({ json }: Answer) => (json as { wait?: number } | undefined)?.wait;
  it.each<[string, Answer['headers'], string, number | undefined]>([
    ['is not known', {}, '', undefined],
    ['is in the header', { 'retry-after': '2' }, '', 2_000],
    ['is in the answer', {}, '{"wait":3000}', 3_000],
    ['is the longer of both: the header', { 'retry-after': '4' }, '{"wait":3000}', 4_000],
    ['is the longer of both: the answer', { 'retry-after': '2' }, '{"wait":3000}', 3_000],
    ['may be nothing', { 'retry-after': '0' }, '', 0],
    ['is a date from now', { 'retry-after': 'Tue, 24 Nov 2026 09:00:05 GMT' }, '', 5_000],
  ])('%s', (_, headers, text, expected) => {
    expect(classify(answer(429, text, headers), { retryAfterMs })?.retryAfterMs).toBe(expected);
  });
});

it.each([
  ['nothing where nothing was said', 400, '', 'answered 400'],
  ['the text', 400, ' no\n such   room ', 'answered 400: no such room'],
  ['a text without what terminals obey', 400, 'a\u001b[31m\u0000b', 'answered 400: a[31mb'],
  ['a long text cut', 500, 'x'.repeat(500), `answered 500: ${'x'.repeat(199)}…`],
  [
    'not the source of a page',
    502,
    ' \n<!DOCTYPE html><title>x</title>',
    'answered 502 with a page instead of an answer',
  ],
  [
    'what to do about a redirect',
    302,
    'moved',
    'answered 302, a redirect, which is not followed: configure the final address',
  ],
])('the message tells %s', (_, status, text, message) => {
  expect(classify(answer(status, text))?.message).toBe(message);
});
