import { createEventBus, severities } from '@helix/event-bus';
import { traffic } from './traffic.js';

/** The types of what is published when the dice fall like this; it stops after the first round. */
async function published(...dice: readonly number[]): Promise<string[]> {
  const falls = [...dice];
  jest.spyOn(Math, 'random').mockImplementation(() => falls.shift() ?? 0);
  const bus = createEventBus({ mode: 'sync' });
  const stop = new AbortController();
  const seen: string[] = [];
  bus.subscribe('*', ({ type }) => {
    seen.push(type);
    stop.abort();
  });
  await traffic(bus, stop.signal);
  return seen;
}

afterEach(() => jest.restoreAllMocks());

describe('the traffic of the sandbox', () => {
  it.each([
    ['a task that succeeds', [0, 0, 0, 0.9], ['task.started', 'task.completed']],
    ['a task that fails', [0, 0, 0, 0.1], ['task.started', 'task.failed']],
    ['a workflow that succeeds', [0.5, 0.9], ['workflow.completed']],
    ['a workflow that fails', [0.5, 0.1], ['workflow.failed']],
    ['a worker that is silent', [0.7, 0, 0.1], ['worker.heartbeat_missed']],
    ['a worker that is unwell', [0.7, 0, 0.9, 0.1], ['worker.health_degraded']],
    ['a worker that is back', [0.7, 0, 0.9, 0.9], ['worker.connected']],
    ['a login', [0.9], ['user.login']],
  ])('has %s', async (_, dice, types) => {
    expect(await published(...dice)).toEqual(types);
    for (const type of types) expect(Object.keys(severities)).toContain(type);
  });

  it('goes on until it is stopped', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(0);
    const bus = createEventBus({ mode: 'sync' });
    const stop = new AbortController();
    let rounds = 0;
    bus.subscribe('task.failed', () => {
      rounds += 1;
      if (rounds === 2) stop.abort();
    });
    await traffic(bus, stop.signal);
    expect(rounds).toBe(2);
  });

  it('does not begin where it is stopped already', async () => {
    const bus = createEventBus({ mode: 'sync' });
    let events = 0;
    bus.subscribe('*', () => void (events += 1));
    await traffic(bus, AbortSignal.abort());
    expect(events).toBe(0);
  });
});
