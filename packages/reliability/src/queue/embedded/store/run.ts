import type { Added, Answer, Call, NewBatch, Question, Reply } from '../protocol.js';
import { adding } from './add.js';
import { claiming } from './claim.js';
import { counting } from './counts.js';
import { deadLetters } from './dead.js';
import { isNoRoom, isSqlite, messageOf } from './errors.js';
import { reading } from './reading.js';
import { pausing, recordsIn } from './records.js';
import { tidying } from './retention.js';
import { settling } from './settle.js';
import type { Rest } from './rest.js';
import type { Space } from './space.js';
import type { Store } from './store.js';
import type { Verbs } from './verbs.js';

const tidied: ReadonlySet<string> = new Set<keyof Verbs>(['add', 'settle']);

/**
 * Answers questions, all of a call in one transaction: what was asked while a commit was under way shares the next. What
 * it throws leaves open what is stored: the store must not be used any more.
 */
export function running(
  store: Store,
  space: Space,
  { checkpoint }: Pick<Rest, 'checkpoint'>,
): (questions: readonly Question[]) => Reply {
  const tidy = tidying(store);
  const verbs: Verbs = {
    add: adding(store, space.hasRoom),
    claim: claiming(store),
    ...settling(store),
    ...reading(store),
    ...deadLetters(store),
    ...counting(store),
    ...pausing(store),
    ...recordsIn(store),
  };
  return questions => {
    const answers = together(questions) ?? questions.flatMap(apart);
    const woken = [...store.woken];
    store.woken.clear();
    return { answers, woken, held: store.size() };
  };

  function together(questions: readonly Question[]): Answer[] | undefined {
    try {
      return inTransaction(store, () => questions.flatMap(ask));
    } catch (thrown) {
      if (isSqlite(thrown) && !isNoRoom(thrown)) throw thrown;
      if (isNoRoom(thrown)) makeRoom();
      return undefined;
    }
  }

  /** The log is full of what was accepted: once that is in the file, the log begins anew in the room it has. */
  function makeRoom() {
    space.isFull();
    checkpoint();
  }

  function ask({ now, calls }: Question): Answer[] {
    store.tick(now);
    const answers = calls.map(({ number, verb, args }) => {
      const act = verbs[verb as keyof Verbs] as (...args: readonly unknown[]) => unknown;
      return { number, value: act(...args) };
    });
    if (calls.some(({ verb }) => tidied.has(verb))) tidy();
    return answers;
  }

  /** After a commit that failed each call has its own, so that only those suffer that cannot be done. */
  function apart({ now, calls }: Question): Answer[] {
    return calls.flatMap(call => {
      try {
        return inTransaction(store, () => ask({ now, calls: [call] }));
      } catch (thrown) {
        if (isSqlite(thrown) && !isNoRoom(thrown)) throw thrown;
        return refused(call, thrown);
      }
    });
  }
}

function refused({ number, verb, args }: Call, thrown: unknown): Answer {
  if (verb === 'add' && isNoRoom(thrown)) {
    const [batches] = args as [readonly NewBatch[]];
    return { number, value: batches.map((): Added => ({ stored: 'refused', reason: 'unavailable' })) };
  }
  return { number, error: messageOf(thrown) };
}

function inTransaction<A>(store: Store, act: () => A): A {
  store.sql('BEGIN IMMEDIATE').run();
  try {
    const answers = act();
    store.commit();
    return answers;
  } catch (thrown) {
    undo(store);
    throw thrown;
  }
}

/** Some errors end the transaction by themselves; then there is nothing to roll back. */
function undo(store: Store) {
  try {
    store.sql('ROLLBACK').run();
  } catch {
    // Nothing was open.
  }
  store.load();
}
