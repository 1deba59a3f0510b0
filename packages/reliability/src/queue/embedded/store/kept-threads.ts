import type { Thread, ThreadKey } from './thread.js';

/** Keys that were read, each with all of its threads. */
export interface KeptThreads {
  readonly size: number;
  named(name: string): ThreadKey | undefined;
  key(id: number): ThreadKey | undefined;
  thread(id: number): Thread | undefined;
  keepKey(key: ThreadKey): ThreadKey;
  keepThread(thread: Thread): Thread;
  forget(key: ThreadKey): void;
  clear(): void;
}

export function keptThreads(): KeptThreads {
  const byName = new Map<string, ThreadKey>();
  const byId = new Map<number, ThreadKey>();
  const threads = new Map<number, Thread>();
  return {
    get size() {
      return byId.size + threads.size;
    },
    named: name => byName.get(name),
    key: id => byId.get(id),
    thread: id => threads.get(id),
    keepKey(key) {
      byName.set(key.name, key);
      byId.set(key.id, key);
      return key;
    },
    keepThread(thread) {
      threads.set(thread.id, thread);
      thread.key.threads.set(thread.lane, thread);
      return thread;
    },
    forget(key) {
      byName.delete(key.name);
      byId.delete(key.id);
      for (const { id } of key.threads.values()) threads.delete(id);
    },
    clear() {
      for (const kept of [byName, byId, threads]) kept.clear();
    },
  };
}
