import { inspect } from 'node:util';
import { z } from 'zod';
import type * as Secrets from './secret.js';
import { mapSecrets, maskUrl, Secret, secret, secretsOf } from './secret.js';

const value = 'canary-4711';
const hidden = new Secret(value);

describe('a secret', () => {
  it.each<[string, () => unknown]>([
    ['toString', () => hidden.toString()],
    ['String', () => String(hidden)],
    ['a template literal', () => `token: ${hidden as unknown as string}`],
    ['concatenation', () => 'x' + (hidden as unknown as string)],
    ['an array joined', () => [hidden].join()],
    ['JSON', () => JSON.stringify({ hidden })],
    ['inspect', () => inspect({ hidden }, { depth: Infinity, showHidden: true })],
    ['entries', () => JSON.stringify(Object.entries(hidden))],
    ['a structured clone', () => inspect(structuredClone(hidden), { showHidden: true })],
    ['a copy', () => inspect(Object.assign({}, hidden), { showHidden: true })],
  ])('does not show in %s', (_, show) => {
    expect(String(show())).not.toContain('4711');
  });

  it('shows its mask instead', () => {
    const masked = new Secret(value, 'ca***');
    expect([String(masked), JSON.stringify(masked), inspect(masked)]).toEqual(['ca***', '"ca***"', 'ca***']);
    expect(String(hidden)).toBe('***');
  });

  it('is revealed on demand', () => expect(hidden.reveal()).toBe(value));

  it('is known across copies of the module', () => {
    jest.isolateModules(() => {
      const copy = jest.requireActual<typeof Secrets>('./secret.js');
      expect(copy.Secret).not.toBe(Secret);
      expect(copy.Secret.is(hidden)).toBe(true);
      expect(Secret.is(new copy.Secret('other'))).toBe(true);
      expect(copy.secretsOf({ hidden })).toEqual([value]);
    });
  });

  it.each([[undefined], [null], ['text'], [{}], [{ reveal: () => 'x' }]])('is not %p', other => {
    expect(Secret.is(other)).toBe(false);
  });
});

describe('an option that is a secret', () => {
  it('is parsed into one, with its mask, and says so in its JSON Schema', () => {
    const plain = secret(z.string().min(3)).describe('the token');
    expect(plain.parse('abcd').reveal()).toBe('abcd');
    expect(String(plain.parse('abcd'))).toBe('***');
    expect(z.toJSONSchema(plain, { io: 'input' })).toMatchObject({
      type: 'string',
      minLength: 3,
      secret: true,
      description: 'the token',
    });
    expect(String(secret(z.string(), text => `${text.slice(0, 2)}***`).parse('abcd'))).toBe('ab***');
  });

  it('is checked before it is one', () => expect(secret(z.string().min(3)).safeParse('ab').success).toBe(false));
});

it.each([
  ['https://hooks.example/services/T1/x?key=1', 'https://hooks.example/***'],
  ['http://127.0.0.1:8080/a', 'http://127.0.0.1:8080/***'],
  ['https://user:pass@hooks.example/', 'https://hooks.example/***'],
  ['no address', '***'],
])('the mask of %s is %s', (address, mask) => {
  expect(maskUrl(address)).toBe(mask);
});

describe('secrets of a configuration', () => {
  const config = {
    token: hidden,
    list: [new Secret('a'), 'plain', { deep: new Secret('b') }],
    when: new Date(0),
    nothing: null,
  };

  it('are found wherever they stand', () => expect(secretsOf(config)).toEqual([value, 'a', 'b']));

  it('are replaced in a copy, all else being kept', () => {
    const copy = mapSecrets(config, one => one.reveal().length);
    expect(copy).toEqual({ token: 11, list: [1, 'plain', { deep: 1 }], when: config.when, nothing: null });
    expect(config.token).toBe(hidden);
  });
});
