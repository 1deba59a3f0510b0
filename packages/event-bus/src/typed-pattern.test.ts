import { createEvent, createEventBus, type BusEvent, type Catalogue, type EventBus, type EventFor } from './index.js';

// The compiler is the judge of this file: `tsc --noEmit` fails where a type is not what is said. What runs shows that the types tell the truth.
type Same<A, B> = [A, B] extends [B, A] ? true : false;
type Types<P extends string | readonly string[]> = EventFor<Catalogue, P>['type'];

it('a pattern, or a list of them, gives the union of the events that match', () => {
  const exact: Same<Types<'task.failed'>, 'task.failed'> = true;
  const oneToken: Same<Types<'step.*'>, 'step.completed' | 'step.failed'> = true;
  const suffix: Same<Types<'*.failed'>, 'task.failed' | 'workflow.failed' | 'step.failed'> = true;
  const rest: Same<Types<'worker.>'>, Extract<keyof Catalogue, `worker.${string}`>> = true;
  const every: Same<Types<'*'>, keyof Catalogue> = true;
  const unknown: Same<Types<string>, keyof Catalogue> = true;
  const list: Same<
    Types<readonly ['user.*', 'auth.failure']>,
    'user.registered' | 'user.login' | 'auth.failure'
  > = true;
  const nothing: Same<EventFor<Catalogue, 'task.exploded'>, never> = true;
  const open: Same<EventFor<Record<string, object>, 'a.*'>, BusEvent> = true;
  const middle: Same<EventFor<{ 'a.b.c': { x: 1 }; 'a.b': { y: 1 } }, 'a.*.c'>, BusEvent<'a.b.c', { x: 1 }>> = true;
  // @ts-expect-error -- the proof itself can fail
  const wrong: Same<Types<'task.*'>, 'task.failed'> = true;
  expect([exact, oneToken, suffix, rest, every, unknown, list, nothing, open, middle, wrong]).not.toContain(false);
});

it('a handler narrows the union by its type, and gets the data of the catalogue', async () => {
  const bus = createEventBus({ mode: 'sync' });
  const heard: string[] = [];
  bus.subscribe(['step.*', 'user.login'], event => {
    if (event.type === 'step.failed') heard.push(event.data.error ?? 'none');
    // @ts-expect-error -- a login has no duration
    if (event.type === 'user.login') heard.push(String(event.data.duration));
  });
  await bus.publish(
    createEvent('step.failed', { workflow_id: 'w', step_id: 's', duration: '1s', error: 'boom' }, { source: 'x' }),
  );
  await bus.publish(createEvent('user.login', { user_id: 'u' }, { source: 'x' }));
  expect(heard).toEqual(['boom', 'undefined']);
});

it('the catalogue can be extended, and createEvent demands the data of its types', async () => {
  const bus = createEventBus<Catalogue & { 'order.paid': { total: number } }>({ mode: 'sync' });
  const totals: number[] = [];
  bus.subscribe('order.*', event => void totals.push(event.data.total));
  await bus.publish(createEvent('order.paid', { total: 7 }, { source: 'shop' }));
  // @ts-expect-error -- the total is a number
  await bus.publish(createEvent('order.paid', { total: '8' }, { source: 'shop' }));
  // @ts-expect-error -- a login says who
  createEvent('user.login', { user: 'u' }, { source: 'x' });
  expect(totals).toEqual([7, '8']);
});

// As in notify-core's interfaces; core imports no bus, so the seam is held here.
interface EventLike {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly severity: 'info' | 'warning' | 'error' | 'critical';
  readonly timestamp: string;
  readonly data: object;
  readonly userId?: string | undefined;
  readonly projectId?: string | undefined;
  readonly dedupKey?: string | undefined;
  readonly status?: 'firing' | 'acknowledged' | 'resolved' | undefined;
  readonly url?: string | undefined;
}
interface CoreBus {
  subscribe(pattern: string, handler: (event: EventLike) => Promise<void>): () => void;
}

it.each<[string, CoreBus & Pick<EventBus, 'publish'>]>([
  ['the catalogue', createEventBus({ mode: 'sync' })],
  ['any type', createEventBus<Record<string, object>>({ mode: 'sync' })],
  ['an extended catalogue', createEventBus<Catalogue & { 'order.paid': { total: number } }>({ mode: 'sync' })],
])('a bus for %s fits what connect() of notify-core asks for', async (_, bus) => {
  const heard: string[] = [];
  const disconnect = bus.subscribe('*', async event => void heard.push(event.type));
  await bus.publish(createEvent('user.login', { user_id: 'u' }, { source: 'x' }));
  disconnect();
  await bus.publish(createEvent('user.login', { user_id: 'u' }, { source: 'x' }));
  expect(heard).toEqual(['user.login']);
});
