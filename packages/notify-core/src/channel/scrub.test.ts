import { maskUrls, scrubber } from './scrub.js';

const secret = 'k€y/with "quotes"+&?=';
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('a secret is replaced', () => {
  const scrub = scrubber([secret]);

  it.each<[string, string]>([
    ['as it is', secret],
    ['URL-encoded as a component', encodeURIComponent(secret)],
    ['URL-encoded as an address', encodeURI(secret)],
    ['within JSON', JSON.stringify(secret).slice(1, -1)],
    ['in base64', base64(secret)],
    ['in base64 after one character', base64(`a${secret}`)],
    ['in base64 after two characters', base64(`ab${secret}`)],
    ['in the base64 of user:password', base64(`helix:${secret}`)],
    ['in base64 before more text', base64(`${secret}:tail`)],
  ])('%s', (_, form) => {
    const scrubbed = scrub(`before ${form} after`);
    expect(scrubbed).toMatch(/^before \S*\*\*\*\S* after$/);
    expect(scrubbed).not.toContain(form);
  });

  it('as often as it comes, next to others', () => {
    expect(scrubber(['secret-a', 'secret-b'])('secret-a secret-b secret-a')).toBe('*** *** ***');
  });

  it('whole, where one is part of another', () => {
    expect(scrubber(['token', 'token-long'])('token-long token')).toBe('*** ***');
  });

  it('in all texts of a value, keys included', () => {
    const value = { a: [secret, 1, null], [secret]: { b: `x ${secret}` }, c: true };
    expect(scrub(value)).toEqual({ a: ['***', 1, null], '***': { b: 'x ***' }, c: true });
  });

  it('as the path of an address, which transports name alone', () => {
    const scrubUrl = scrubber(['https://hooks.example/services/T1/B2?key=abcd']);
    expect(scrubUrl('POST /services/T1/B2?key=abcd failed, POST /services/T1/B2 too, ?key=abcd')).toBe(
      'POST *** failed, POST *** too, ***',
    );
  });

  it('that holds half of a surrogate pair', () => expect(scrubber(['abc\ud800'])('x abc\ud800')).toBe('x ***'));
});

describe('nothing is replaced', () => {
  it.each(['', 'a', 'abc'])('of a secret as short as %j, which would mangle words', short => {
    expect(scrubber([short])('abc a test')).toBe('abc a test');
  });

  it('where no secret shows: the value is the very same', () => {
    const value = { a: ['x'] };
    expect(scrubber([secret])(value)).toBe(value);
  });

  it('of an address without a path', () => {
    expect(scrubber(['https://hooks.example', 'https://a.example/'])('GET / of hooks.example')).toBe(
      'GET / of hooks.example',
    );
  });
});

it.each([
  ['POST https://hooks.example/services/T1?x=1 failed', 'POST https://hooks.example/*** failed'],
  ['see http://127.0.0.1:8080/a and HTTPS://B.example/c', 'see http://127.0.0.1:8080/*** and HTTPS://B.example/***'],
  ['https://user:pass@hooks.example/x', 'https://hooks.example/***'],
  ['https://user:p@ss@hooks.example/x', 'https://hooks.example/***'],
  ['https://user:pass@hooks.example', 'https://hooks.example/***'],
  ['https://hooks.example?token=1', 'https://hooks.example/***'],
  ['https://hooks.example#token', 'https://hooks.example/***'],
  ['"https://hooks.example/x"', '"https://hooks.example/***"'],
  ['<https://hooks.example/x>', '<https://hooks.example/***>'],
  ['https://hooks.example is up', 'https://hooks.example is up'],
  ['no address', 'no address'],
])('of addresses only the origin is kept: %s', (text, expected) => {
  expect(maskUrls(text)).toBe(expected);
});

it('masks addresses in a long text in no time worth naming', () => {
  const hostile = `https://${'a@'.repeat(50_000)} ${'https://'.repeat(20_000)} https://b.example/${'x'.repeat(50_000)}`;
  expect(maskUrls(hostile).length).toBeLessThan(250_000);
});
