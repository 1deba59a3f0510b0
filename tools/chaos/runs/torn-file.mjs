// The notifier is killed with a backlog, its files are damaged, and it is started again: it comes up with what is there and
// delivers it, or it refuses with the name of the file. It never starts silently empty.
import { openCast } from '../cast.mjs';
import { damages, filesOf } from '../damage.mjs';
import { accepted, produced } from '../checker.mjs';
import { readLedger } from '../ledger.mjs';

const notifications = 300;

export const run = {
  about: 'damaged files of an embedded store',
  drivers: ['embedded'],
  sizes: { smoke: { rounds: 1 }, full: { rounds: 80 } },
  round,
  must: figures => ({
    'never starts silently empty': figures.startedEmpty === 0,
    'the first line of a refusal names the file': figures.badRefusals === 0,
    'what was acknowledged is there, or it refuses': figures.tornAway === 0,
    'what it came up with is delivered': figures.waiting === 0,
    'nothing delivered that was never produced': figures.unexpected === 0,
  }),
};

async function round(stage) {
  const [name, damage] = Object.entries(damages)[stage.round % Object.keys(damages).length];
  const cast = await openCast(stage, { channels: { a: { concurrency: 16 } } });
  await cast.system.start();
  await cast.system.pause('a');
  // After a clean stop they are in the main file; what comes then is in the log alone.
  const first = await cast.produce({ notifications, inFlight: 8 });
  await first.finished;
  await cast.system.end();
  await cast.system.start();
  const second = await cast.produce({ notifications: notifications / 3, inFlight: 8 });
  await second.finished;
  await cast.system.kill();

  const files = filesOf(cast.queue.path);
  damage(files, stage.random);
  const refusal = await cast.system.start().then(
    () => undefined,
    error => error,
  );
  return refusal ? refused(refusal, files, name) : started(cast, [first.ledger, second.ledger]);
}

function refused({ message, ended }, { main }, name) {
  if (!ended) throw new Error(`After "${name}": ${message}`);
  const namesTheFile = message.split('\n')[0].includes(main);
  if (!namesTheFile) console.log(`After "${name}" it refused with: ${message}`);
  return {
    refused: 1,
    started: 0,
    startedEmpty: 0,
    tornAway: 0,
    badRefusals: namesTheFile ? 0 : 1,
    waiting: 0,
    unexpected: 0,
  };
}

/** What is there is delivered. */
async function started(cast, producers) {
  await cast.system.ready();
  await cast.system.resume('a');
  await cast.drained(30_000);
  const made = produced(producers.flatMap(file => [...readLedger(file)]));
  const times = accepted(readLedger(cast.sink.ledger));
  const { waiting, unexpected } = await cast.verify();
  const startedEmpty = times.size === 0 ? 1 : 0;
  const tornAway = made.acknowledged.size - times.size;
  return { refused: 0, started: 1, startedEmpty, tornAway, badRefusals: 0, waiting, unexpected };
}
