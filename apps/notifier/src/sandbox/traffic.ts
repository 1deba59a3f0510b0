import { createEvent, type EventBus } from '@helix/event-bus';

const tasks = ['nightly-backup', 'resize-images', 'send-invoices', 'rebuild-index', 'sync-crm'];
const errors = [
  'disk quota exceeded',
  'connection refused by db-2',
  'exit code 137 (out of memory)',
  'invalid token <redacted> & expired',
];
const people = ['ada', 'grace', 'linus', 'margaret'];

const pick = <T>(from: readonly T[]): T => from[Math.floor(Math.random() * from.length)] as T;
const chance = (share: number) => Math.random() < share;

/** Publishes realistic events until its signal aborts: tasks and workflows that mostly succeed, workers that sometimes do not. */
export async function traffic(bus: EventBus, signal: AbortSignal): Promise<void> {
  for (let round = 1; !signal.aborted; round += 1) {
    await pick([task, task, task, workflow, worker, login])(bus, `${round}`);
    await pause(600 + Math.random() * 1_900, signal);
  }
}

async function task(bus: EventBus, round: string): Promise<void> {
  const task_id = `${pick(tasks)}-${round}`;
  const from = { source: 'task_manager' };
  await bus.publish(createEvent('task.started', { task_id, status: 'running' }, from));
  const duration = `${(Math.random() * 90).toFixed(1)}s`;
  if (chance(0.35))
    await bus.publish(createEvent('task.failed', { task_id, status: 'failed', duration, error: pick(errors) }, from));
  else await bus.publish(createEvent('task.completed', { task_id, status: 'completed', duration }, from));
}

async function workflow(bus: EventBus, round: string): Promise<void> {
  const about = { workflow_id: `release-${round}`, workflow_name: 'release', duration: '4m 12s' };
  const from = { source: 'workflow_executor' };
  if (chance(0.3))
    await bus.publish(createEvent('workflow.failed', { ...about, error: pick(errors), failed_step: 'deploy' }, from));
  else await bus.publish(createEvent('workflow.completed', { ...about, steps: 6 }, from));
}

async function worker(bus: EventBus): Promise<void> {
  const worker_id = `w-${Math.ceil(Math.random() * 4)}`;
  const from = { source: 'worker_pool' };
  if (chance(0.4))
    await bus.publish(
      createEvent(
        'worker.heartbeat_missed',
        { worker_id, missed: 3, last_heartbeat_at: new Date().toISOString() },
        from,
      ),
    );
  else if (chance(0.5))
    await bus.publish(createEvent('worker.health_degraded', { worker_id, health: 'degraded' }, from));
  else await bus.publish(createEvent('worker.connected', { worker_id, host: 'node-7' }, from));
}

async function login(bus: EventBus): Promise<void> {
  await bus.publish(createEvent('user.login', { user_id: pick(people) }, { source: 'api' }));
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
