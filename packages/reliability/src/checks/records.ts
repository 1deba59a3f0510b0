import { strict as assert } from 'node:assert';
import type { Json } from '../json.js';
import { checks } from './world.js';

export const recordsChecks = checks('records', {
  'what was put is there, and replaced by the next': async ({ queue: { records } }) => {
    assert.equal(await records.get('k'), undefined);
    await records.put('k', { deep: [1, null, 'x'] });
    assert.deepEqual(await records.get('k'), { deep: [1, null, 'x'] });
    await records.put('k', false);
    assert.equal(await records.get('k'), false);
  },
  'keys and values may be called as what objects inherit': async ({ queue: { records } }) => {
    const value = JSON.parse('{"__proto__":{"admin":true},"constructor":1,"deep":[{"__proto__":"x"}]}') as Json;
    for (const key of ['__proto__', 'constructor']) {
      await records.put(key, value);
      assert.equal(JSON.stringify(await records.get(key)), JSON.stringify(value));
      assert.equal(await records.add(key, 1), false);
    }
    assert.deepEqual(
      (await records.list('')).map(([key]) => key),
      ['__proto__', 'constructor'],
    );
    assert.equal(({} as { admin?: boolean }).admin, undefined);
  },
  'of many that add at once one wins': async ({ queue: { records } }) => {
    const won = await Promise.all([1, 2, 3, 4].map(value => records.add('k', value)));
    assert.equal(won.filter(Boolean).length, 1);
    assert.equal(await records.get('k'), won.indexOf(true) + 1);
  },
  'what was deleted can be added again': async ({ queue: { records } }) => {
    await records.add('k', 1);
    await records.delete('k');
    assert.equal(await records.get('k'), undefined);
    assert.equal(await records.add('k', 2), true);
  },
  'what has a time to live is gone after it': async ({ queue: { records }, clock }) => {
    await records.put('put', 1, { ttlMs: 100 });
    await records.add('added', 2, { ttlMs: 100 });
    clock.advance(99);
    assert.deepEqual([await records.get('put'), await records.add('added', 3)], [1, false]);
    clock.advance(1);
    assert.equal(await records.get('put'), undefined);
    assert.equal(await records.add('added', 3), true);
    assert.deepEqual(await records.list(''), [['added', 3]]);
  },
  'are listed by what their keys begin with, in order': async ({ queue: { records } }) => {
    for (const key of ['b:2', 'a:1', 'b:1']) await records.put(key, key);
    assert.deepEqual(await records.list('b:'), [
      ['b:1', 'b:1'],
      ['b:2', 'b:2'],
    ]);
  },
});
