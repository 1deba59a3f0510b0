import { partitionOf } from '../queue/partitioned/partition-of.js';
import type { ModelOptions } from './model-checks.js';
import type { QueueChecksOptions } from './queue-checks.js';

/** The options of `queueChecks` where `create` makes a `partitioned` of `count` queues: what it cannot keep is left out. */
export function acrossPartitions(count: number, model?: ModelOptions): Pick<QueueChecksOptions, 'skip' | 'model'> {
  return { skip, model: { ...model, partitionOf: batch => partitionOf(batch, count) } };
}

const skip: NonNullable<QueueChecksOptions['skip']> = [
  {
    reason: 'An id that comes back under another thread key may be of another partition, which does not know it.',
    tests: ['add: an id that comes back under another thread key is known'],
  },
  {
    reason: 'There is no order between partitions: each is claimed from in its own.',
    tests: [
      'claim: takes higher priorities first',
      'claim: takes what was due first within a priority',
      'claim: takes what was accepted first where both were due at once',
      'settle: later: keeps its priority among the others',
    ],
  },
  {
    reason:
      'Sizes and paces are those of each partition: how much it holds, keeps, ends in a claim and revives a second.',
    tests: [
      'full: what fits beside a refused one is stored',
      'full: a refused id can be added when there is room',
      'full: leased jobs take room, dead letters do not',
      'full: jobs that follow take room too',
      'retention by number: the oldest finished go first',
      'retention by number: an id is known for a day though its batch is gone',
      'expiry: at most 200 are buried a claim',
      'expiry: the time of what is revived counts from its new due time',
      'dead letters: revived at a pace, one after the other',
      'dead letters: a second revive of a lane goes on where the first stopped',
    ],
  },
  {
    reason: 'Each partition leases one at a time of those that lost a lease, so that there are several at a time.',
    tests: [
      'poison: those that lost a lease are leased one at a time in their lane',
      'poison: others go on beside them',
      'poison: ten poisonous ones among a thousand take hardly any with them',
      'poison: a hundred poisonous ones among ten thousand take hardly any with them',
    ],
  },
];
