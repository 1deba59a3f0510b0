// The checker is shown to fail: each ledger here is wrong in one way, and only its figure tells.
import { deepEqual } from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { accepted, check, missing, produced } from './checker.mjs';
import { openLedger, readLedger } from './ledger.mjs';

const line = text => {
  const [kind, id, ...rest] = text.split(' ');
  return { at: 0, kind, id, rest };
};
const good = {
  producer: ['sent k-1', 'ok k-1 a,b', 'sent k-2', 'unknown k-2', 'sent k-2', 'ok k-2 a,b', 'sent k-3', 'refused k-3'],
  sink: ['accepted k-1:a', 'accepted k-1:b', 'refused k-2:a', 'accepted k-2:a', 'accepted k-2:b'],
  held: [],
  counts: { delivered: 4, suppressed: 0, dead: 0, waiting: 0, leased: 0 },
};
const fine = {
  acknowledged: 4,
  delivered: 4,
  lost: 0,
  duplicated: 0,
  unexpected: 0,
  recovered: 0,
  dead: 0,
  waiting: 0,
};

function figures(change) {
  const { producer, sink, held, counts } = { ...good, ...change };
  return check({
    produced: produced(producer.map(line)),
    accepted: accepted(sink.map(line)),
    held: new Map(held),
    counts,
    channels: 2,
  });
}

const without = (lines, wrong) => lines.filter(each => each !== wrong);
const cases = {
  'finds nothing in a good one': [{}, {}],
  'finds what is lost': [{ sink: without(good.sink, 'accepted k-2:b') }, { delivered: 3, lost: 1 }],
  'does not take a refusal for a delivery': [
    { sink: ['refused k-1:a', ...without(good.sink, 'accepted k-1:a')] },
    { delivered: 3, lost: 1 },
  ],
  'finds what was delivered twice': [{ sink: [...good.sink, 'accepted k-1:a', 'accepted k-1:a'] }, { duplicated: 2 }],
  'finds what nobody sent': [{ sink: [...good.sink, 'accepted k-9:a'] }, { unexpected: 1 }],
  'finds what was refused and delivered all the same': [{ sink: [...good.sink, 'accepted k-3:a'] }, { unexpected: 1 }],
  'tells what was never answered and delivered': [
    {
      producer: [...good.producer, 'sent k-4', 'unknown k-4'],
      sink: [...good.sink, 'accepted k-4:a'],
      counts: { ...good.counts, delivered: 6 },
    },
    { recovered: 1 },
  ],
  'tells what still waits, which is not lost': [
    {
      sink: without(good.sink, 'accepted k-2:b'),
      held: [['k-2:b', 'waiting']],
      counts: { ...good.counts, delivered: 3, waiting: 1 },
    },
    { delivered: 3, waiting: 1 },
  ],
  'tells what is a dead letter, which is not lost': [
    {
      sink: without(good.sink, 'accepted k-2:b'),
      held: [['k-2:b', 'dead']],
      counts: { ...good.counts, delivered: 3, dead: 1 },
    },
    { delivered: 3, dead: 1 },
  ],
  'finds a store that holds too little': [{ counts: { ...good.counts, delivered: 3 } }, { unbalanced: 1 }],
  'finds a store that stored a repeat anew': [{ counts: { ...good.counts, delivered: 6 } }, { unbalanced: 2 }],
};

for (const [name, [change, difference]] of Object.entries(cases)) {
  test(`the checker ${name}`, () => deepEqual(figures(change), { ...fine, unbalanced: 0, ...difference }));
}

test('what no sink has is asked of the store', () => {
  const times = accepted(good.sink.slice(1).map(line));
  deepEqual(missing(produced(good.producer.map(line)), times), ['k-1:a']);
});

test('a ledger is read as it was written, also after it was opened again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'helix-ledger-'));
  const file = join(folder, 'ledger');
  deepEqual([...readLedger(file)], []);
  openLedger(file).write('sent', 'k-1');
  openLedger(file).write('ok', 'k-1', 'a,b', 7);
  const read = [...readLedger(file)].map(({ kind, id, rest }) => [kind, id, ...rest]);
  deepEqual(read, [
    ['sent', 'k-1'],
    ['ok', 'k-1', 'a,b', '7'],
  ]);
  rmSync(folder, { recursive: true });
});
