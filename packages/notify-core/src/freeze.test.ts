import { deepFreeze } from './freeze.js';

it('freezes a value with all it holds, and answers the very same', () => {
  const config = { list: [{ a: 1 }], nested: { deep: { text: 'x' } }, none: null, number: 1 };
  expect(deepFreeze(config)).toBe(config);
  for (const part of [config, config.list, config.list[0], config.nested, config.nested.deep])
    expect(Object.isFrozen(part)).toBe(true);
  expect(() => Object.assign(config.nested.deep, { text: 'y' })).toThrow(TypeError);
});

it.each([['text'], [1], [null], [undefined], [true]])('leaves %p as it is', value => {
  expect(deepFreeze(value)).toBe(value);
});

it('goes on below what is frozen already', () => {
  const shallow = Object.freeze({ nested: { text: 'x' } });
  deepFreeze(shallow);
  expect(Object.isFrozen(shallow.nested)).toBe(true);
});
