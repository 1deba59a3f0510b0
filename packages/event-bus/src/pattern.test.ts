import fc from 'fast-check';
import { compilePattern } from './pattern.js';

const word = fc.stringMatching(/^[a-z_$^+]{1,8}$/);
const words = fc.array(word, { minLength: 1, maxLength: 5 });

describe('compilePattern', () => {
  it.each([
    ['task.failed', ['task.failed'], ['task.completed', 'task', 'task.failed.hard', 'taskxfailed']],
    ['task.*', ['task.failed', 'task.a-b'], ['task', 'task.', 'task.a.b', 'xtask.a', 'work.task.a']],
    ['*.failed', ['task.failed', 'step.failed'], ['failed', 'a.b.failed', 'task.failed.hard']],
    ['task.>', ['task.failed', 'task.a.b.c'], ['task', 'task.', 'tasks.a']],
    ['*', ['task.failed', 'task', 'a.b.c', 'a..b'], []],
    ['>', ['task.failed', 'task'], []],
    ['*.*', ['a.b'], ['a', 'a.b.c']],
    ['a.*.c', ['a.b.c'], ['a.c', 'a.b.b.c']],
    ['a.(b|c).*', ['a.(b|c).d'], ['a.b.d']],
  ])('%s matches %j and not %j', (pattern, yes, no) => {
    const matches = compilePattern(pattern);
    expect(yes.filter(matches)).toEqual(yes);
    expect(no.filter(matches)).toEqual([]);
  });

  it.each([
    ['', 'is empty'],
    ['.', 'an empty token'],
    ['a..b', 'an empty token'],
    ['a.', 'an empty token'],
    ['task.>.x', "'>' before its end"],
    ['ta*k', "has 'ta*k'"],
    ['task.**', "has '**'"],
    ['task.x>', "has 'x>'"],
    [7, 'must be a string, not number'],
  ])('refuses %j in one sentence with a remedy', (pattern, said) => {
    expect(() => compilePattern(pattern as string)).toThrow(said);
  });

  it('matches a type with any one of its tokens replaced by a star, and with its end by an arrow', () => {
    fc.assert(
      fc.property(words, fc.nat(), (tokens, number) => {
        const at = number % tokens.length;
        const type = tokens.join('.');
        expect(compilePattern(tokens.with(at, '*').join('.'))(type)).toBe(true);
        expect(compilePattern([...tokens.slice(0, at), '>'].join('.'))(type)).toBe(true);
      }),
    );
  });

  it('matches no type with a token more or another token where no wildcard stands', () => {
    fc.assert(
      fc.property(words, word, (tokens, extra) => {
        const matches = compilePattern(['first', ...tokens.slice(1).fill('*')].join('.'));
        expect(matches(['first', ...tokens.slice(1), extra].join('.'))).toBe(false);
        expect(matches([`not_${extra}`, ...tokens.slice(1)].join('.'))).toBe(false);
      }),
    );
  });
});
