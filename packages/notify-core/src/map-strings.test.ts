import { mapStrings } from './map-strings.js';

const upper = (text: string) => text.toUpperCase();

describe('mapStrings', () => {
  it.each([
    ['text', 'a', 'A'],
    ['a list', ['a', 1, ['b']], ['A', 1, ['B']]],
    ['an object, keys included', { a: { b: 'c' } }, { A: { B: 'C' } }],
    [
      'what follows and what stands before the one that changes',
      { A: 'A', b: 'B', C: 'c' },
      { A: 'A', B: 'B', C: 'C' },
    ],
    ['null and numbers', [null, 1.5, true, undefined, 'a'], [null, 1.5, true, undefined, 'A']],
  ])('replaces every string of %s', (_, value, expected) => {
    expect(mapStrings<unknown>(value, upper)).toEqual(expected);
  });

  it.each([
    ['text', 'A'],
    ['a number', 7],
    ['null', null],
    ['a list', ['A', 1, ['B']]],
    ['an object', { A: { B: ['C'] } }],
    ['a date', new Date(0)],
  ])('answers the very same %s where no string changes', (_, value) => {
    expect(mapStrings<unknown>(value, upper)).toBe(value);
  });

  it('keeps the parts that do not change', () => {
    const value = { same: { A: 'B' }, when: new Date(0) };
    const mapped = mapStrings<Record<string, unknown>>(value, upper);
    expect(Object.keys(mapped)).toEqual(['SAME', 'WHEN']);
    expect(mapped.SAME).toBe(value.same);
    expect(mapped.WHEN).toBe(value.when);
  });

  it('writes nothing into what it was given', () => {
    const value = Object.freeze({ a: Object.freeze(['b']) });
    expect(mapStrings<unknown>(value, upper)).toEqual({ A: ['B'] });
    expect(value).toEqual({ a: ['b'] });
  });

  it('keeps a key named __proto__ a key', () => {
    const mapped = mapStrings(JSON.parse('{"__proto__": {"polluted": "a"}}'), upper) as object;
    expect(Object.getPrototypeOf(mapped)).toHaveProperty('constructor');
    expect(Object.entries(mapped)).toEqual([['__PROTO__', { POLLUTED: 'A' }]]);
    const kept = mapStrings(JSON.parse('{"__proto__": {"a": 1}, "b": "\\u0000"}'), text =>
      text.replace('\0', ''),
    ) as object;
    expect(Object.keys(kept)).toEqual(['__proto__', 'b']);
    expect('a' in kept).toBe(false);
  });

  it('asks for each string once, however deep it stands', () => {
    const deep = Array.from({ length: 40 }).reduce<unknown>(inner => [inner], 'a');
    let asked = 0;
    mapStrings(deep, text => {
      asked++;
      return upper(text);
    });
    expect(asked).toBe(1);
  });
});
