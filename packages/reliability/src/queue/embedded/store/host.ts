import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import type { Message, Notice, Question } from '../protocol.js';
import type { Engine } from './engine.js';
import { messageOf } from './errors.js';

// Shorter than the second in which an idle worker asks again.
const idleAfterMs = 200;

/** Answers what comes over a port: all that came while a commit was under way shares the next one. */
export function host(port: MessagePort, open: () => Engine): void {
  const tell = (notice: Notice) => port.postMessage(notice);
  let idle: NodeJS.Timeout | undefined;
  const store = attempt(open);
  if (!store) return;
  tell({ kind: 'opened', latest: store.latest });
  idle = later();
  port.on('message', (first: Message) => attempt(() => work(store, [first, ...waitingOn(port)])));

  function work(store: Engine, messages: readonly Message[]) {
    clearTimeout(idle);
    const questions = messages.filter((message): message is Question => message !== 'close');
    if (questions.length > 0) {
      tell({ kind: 'reply', ...store.run(questions) });
      store.afterGroup();
    }
    if (questions.length < messages.length) return end(store);
    idle = later();
  }

  function later(): NodeJS.Timeout {
    return setTimeout(() => {
      if (attempt(() => store?.whenIdle())) idle = later();
    }, idleAfterMs).unref();
  }

  function end(store: Engine) {
    store.close();
    tell({ kind: 'closed' });
    port.close();
  }

  /** What an engine throws is its end: what is on the disk then is known only to whoever opens it anew. */
  function attempt<A>(act: () => A): A | undefined {
    try {
      return act();
    } catch (thrown) {
      clearTimeout(idle);
      tell({ kind: 'failed', message: messageOf(thrown) });
      port.close();
      return undefined;
    }
  }
}

function* waitingOn(port: MessagePort): Generator<Message> {
  for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) yield next.message as Message;
}
