import { memoryQueue } from '../queue/memory.js';
import type { QueueOptions } from '../queue/queue.js';
import { queueChecks } from './index.js';

// Many and short; `npm run test:model` runs them at their full length.
queueChecks({ it, create: options => memoryQueue<string>(options), model: { seeds: 1_000, steps: 40 } });

it('a check keeps the process alive while it runs, and no longer', async () => {
  const timers = () => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length;
  const runs: (() => Promise<void>)[] = [];
  const during: number[] = [];
  const create = (options: QueueOptions) => {
    during.push(timers());
    return memoryQueue<string>(options);
  };
  queueChecks({ it: (_, run) => void runs.push(run), create });
  const before = timers();
  await runs[0]?.();
  expect([...during, timers()]).toEqual([before + 1, before]);
});
