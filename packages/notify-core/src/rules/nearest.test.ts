import { didYouMean, nearest } from './nearest.js';

describe('nearest', () => {
  const fields = ['type', 'priority', 'title', 'message', 'status', 'project_id', 'event'];
  it.each([
    ['tpye', 'type'],
    ['titel', 'title'],
    ['prot', 'priority'],
    ['prio', 'priority'],
    ['msg', 'message'],
    ['Message', 'message'],
    ['stauts', 'status'],
    ['projectId', 'project_id'],
  ])('of %s is %s', (word, expected) => {
    expect(nearest(word, fields)).toBe(expected);
  });

  it('takes a swap of neighbours for one slip', () => {
    expect(nearest('hgih', ['low', 'medium', 'high', 'urgent'])).toBe('high');
  });

  it.each(['xyz', 'is', '', 'zztitlezz', 't', 'x'.repeat(5000)])('finds nothing near %j', word => {
    expect(nearest(word, fields)).toBeUndefined();
  });

  it('takes the nearer of two', () => {
    expect(nearest('prot', ['priority', 'port'])).toBe('port');
  });

  it('makes a hint of it, or none', () => {
    expect(didYouMean('titel', fields)).toBe("; did you mean 'title'?");
    expect(didYouMean('nothing like it', fields)).toBe('');
  });
});
