import { memoryQueue } from '@helix/reliability';
import { storeState } from './store-state.js';

describe('the state of a store', () => {
  it('is ready from its opening on, until its disk fails', async () => {
    const failing = new AbortController();
    const state = storeState(memoryQueue(), failing.signal);
    expect(state.isReady()).toBe(false);
    await state.opened;
    expect(state.isReady()).toBe(true);
    const error = new Error('the disk failed');
    failing.abort(error);
    expect(await state.broken).toBe(error);
    expect(state.isReady()).toBe(false);
  });

  it('is broken where it never opens', async () => {
    const error = new Error('The queue is open elsewhere.');
    const state = storeState({ ready: () => Promise.reject(error) }, new AbortController().signal);
    expect(await state.broken).toBe(error);
    expect(state.isReady()).toBe(false);
  });
});
