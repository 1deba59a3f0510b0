import { compose, type Layer } from './index.js';

const signal = new AbortController().signal;

it('the first listed layer is the outermost', async () => {
  const named =
    (name: string): Layer<string, string> =>
    next =>
    async (input, signal) =>
      `${name}(${await next(`${input}${name}`, signal)})`;
  const call = compose(named('a'), named('b'))(async input => input);
  expect(await call('>', signal)).toBe('a(b(>ab))');
});

it('no layers leave the call as it is', async () => {
  expect(await compose<number, number>()(async input => input + 1)(1, signal)).toBe(2);
});
