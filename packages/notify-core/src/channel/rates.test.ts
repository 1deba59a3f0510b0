import { chat } from '../testing/chat.js';
import { Secret } from '../secret.js';
import { keyedRates } from './rates.js';

const rates = [
  { scope: ['token'], perMinute: 60 },
  { scope: ['token', 'room'], perSecond: 1, burst: 5 },
];
const keysOf = (type: string, config: object) => keyedRates(type, rates, config).map(({ key }) => key);
const token = () => new Secret('xoxb-1');

it('a rate keeps its figures and holds only where its whole scope is set', () => {
  expect(keyedRates('chat', rates, { token: token() })).toEqual([
    { scope: ['token'], perMinute: 60, key: expect.any(String) },
  ]);
  expect(keyedRates('chat', rates, { token: token(), room: 'ops' })).toEqual([
    { scope: ['token'], perMinute: 60, key: expect.any(String) },
    { scope: ['token', 'room'], perSecond: 1, burst: 5, key: expect.any(String) },
  ]);
  expect(keyedRates('chat', rates, { room: 'ops' })).toEqual([]);
});

it('the same values give the same key, whichever channel they stand in', () => {
  const [ofToken, ofRoom] = keysOf('chat', { token: token(), room: 'ops' });
  expect(keysOf('chat', { token: token(), room: 'dev', other: 1 })[0]).toBe(ofToken);
  expect(keysOf('chat', { room: 'ops', token: token() })).toEqual([ofToken, ofRoom]);
});

it.each([
  ['another token', 'chat', { token: new Secret('xoxb-2'), room: 'ops' }],
  ['another room', 'chat', { token: token(), room: 'dev' }],
  ['another type', 'talk', { token: token(), room: 'ops' }],
  ['a token behind the same mask', 'chat', { token: new Secret('xoxb-3', '***'), room: 'ops' }],
])('%s gives another key', (_, type, config) => {
  expect(keysOf(type, config)[1]).not.toBe(keysOf('chat', { token: token(), room: 'ops' })[1]);
});

it('a key does not show what it was made of', () => {
  for (const key of keysOf('chat', { token: token(), room: 'ops' })) expect(key).toMatch(/^[0-9a-f]{24}$/);
});

it('a channel tells its rates with their keys', async () => {
  const options = { url: 'https://chat.example/hook', room: 'ops' };
  const one = chat({ ...options, token: 'a' });
  const same = chat({ ...options, token: 'a' });
  const other = chat({ ...options, token: 'b' });
  expect(one.rates).toEqual(same.rates);
  expect(one.rates.map(({ key }) => key)).not.toContain(other.rates[0]?.key);
  await Promise.all([one.close(), same.close(), other.close()]);
});
