import { z } from 'zod';
import { firstProblem, problems } from './problems.js';

const told = (schema: z.ZodType, value: unknown) => {
  const { error } = schema.safeParse(value);
  return problems(error!).map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);
};

describe('problems', () => {
  const person = z.strictObject({ name: z.string(), age: z.number().max(150, 'must be at most 150').optional() });

  it.each([
    ['a key that is missing', person, {}, ['name: is required']],
    ['a wrong type', person, { name: 7 }, ['name: expected string, received number']],
    ['a message of the schema’s own', person, { name: 'A', age: 151 }, ['age: must be at most 150']],
    [
      'every unknown key',
      person,
      { name: 'A', nmae: 1, agee: 2 },
      ['nmae: is not a known key', 'agee: is not a known key'],
    ],
    ['several at once', person, { age: 'old' }, ['name: is required', 'age: expected number, received string']],
    ['an option', z.enum(['a', 'b']), 'c', [': expected one of "a"|"b"']],
    ['what stands in a list', z.array(person), [{ name: 'A' }, {}], ['1.name: is required']],
    ['a message that begins with an abbreviation', z.string().regex(/x/, 'URL expected'), 'y', [': URL expected']],
    ['a message that is a sentence', z.string().min(3), 'a', [': too small: expected string to have >=3 characters']],
  ])('tells of %s', (_, schema, value, expected) => {
    expect(told(schema, value)).toEqual(expected);
  });

  it('keeps the code of zod', () => {
    expect(problems(person.safeParse({}).error!)).toEqual([
      { path: ['name'], message: 'is required', code: 'invalid_type' },
    ]);
  });

  describe('of a union', () => {
    const hook = z.strictObject({ url: z.string(), name: z.string().optional() });
    const bot = z.strictObject({ token: z.string(), channel: z.string(), name: z.string().optional() });
    const either = z.union([hook, bot]);

    it.each([
      ['a branch that lacks one thing', { token: 't' }, ['channel: is required']],
      ['a branch with a wrong value', { url: 7 }, ['url: expected string, received number']],
      ['the first where both are as near', {}, ['url: is required']],
    ])('are those of %s', (_, value, expected) => {
      expect(told(either, value)).toEqual(expected);
    });

    it('are not those of a branch that does not fit at its root', () => {
      const textOrBot = z.union([z.string(), z.literal('none'), bot]);
      expect(told(textOrBot, {})).toEqual(['token: is required', 'channel: is required']);
    });

    it('are rather those of a branch that lacks two keys than of one that lacks one and does not know another', () => {
      const user = z.strictObject({ id: z.string(), name: z.string() });
      const member = z.strictObject({ id: z.string(), team: z.string(), role: z.string(), since: z.string() });
      expect(told(z.union([user, member]), { id: 'a', team: 'b' })).toEqual([
        'role: is required',
        'since: is required',
      ]);
    });

    it('have the path from the root', () => {
      expect(told(z.object({ slack: either }), { slack: { url: 7 } })).toEqual([
        'slack.url: expected string, received number',
      ]);
    });
  });

  it('are those of the last union where unions stand in one another', () => {
    const inner = z.union([z.object({ b: z.string() }), z.object({ c: z.number() })]);
    expect(told(z.union([z.object({ a: inner }), z.string()]), { a: { c: 'x' } })).toEqual(['a.b: is required']);
  });

  it('say something where a union has no branch to speak of', () => {
    expect(
      problems({ issues: [{ code: 'invalid_union', errors: [], path: ['a'], message: 'Invalid input' }] }),
    ).toEqual([{ path: ['a'], message: 'is not valid', code: 'invalid_union' }]);
  });
});

describe('firstProblem', () => {
  const told = (schema: z.ZodType, value: unknown) => firstProblem(schema.safeParse(value).error!, schema);

  it('is one clause with its path', () => {
    expect(told(z.object({ a: z.array(z.string()) }), { a: [1] })).toBe('a.0: expected string, received number');
  });

  it('has no path at the root', () => {
    expect(told(z.string(), 1)).toBe('expected string, received number');
  });

  it.each([
    ['at the top', { titel: 'x' }, "titel: is not a known key; did you mean 'title'?"],
    [
      'in a list',
      { title: 'x', rules: [{ conditon: 'y' }] },
      "rules.0.conditon: is not a known key; did you mean 'condition'?",
    ],
    [
      'in a record',
      { title: 'x', byName: { a: { limt: 1 } } },
      "byName.a.limt: is not a known key; did you mean 'limit'?",
    ],
    [
      'in a branch of a union',
      { title: 'x', way: { roam: 'z', token: 't' } },
      "way.roam: is not a known key; did you mean 'room'?",
    ],
    ['where nothing is near', { title: 'x', zzz: 1 }, 'zzz: is not a known key'],
  ])('an unknown key %s goes first, with a near miss', (_, value, sentence) => {
    const schema = z.strictObject({
      title: z.string(),
      rules: z.array(z.strictObject({ condition: z.string().optional() })).optional(),
      byName: z.record(z.string(), z.strictObject({ limit: z.number().optional() })).optional(),
      way: z
        .union([
          z.strictObject({ url: z.string() }),
          z.strictObject({ token: z.string(), room: z.string().optional() }),
        ])
        .optional(),
    });
    expect(told(schema, value)).toBe(sentence);
  });

  it('prints no control characters of a key', () => {
    expect(told(z.strictObject({}), { 'a\u001b[31m': 1 })).toBe('a[31m: is not a known key');
  });

  it('says that it is not valid where nothing is known', () => {
    expect(firstProblem({ issues: [] }, z.string())).toBe('is not valid');
  });
});
