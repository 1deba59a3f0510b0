import { storeUnavailable } from '../unavailable.js';
import type { Answer } from './protocol.js';

/** Calls that wait for their answers. */
export interface OpenCalls {
  readonly size: number;
  open<A>(): { readonly number: number; readonly answered: Promise<A> };
  answer(answers: readonly Answer[]): void;
  /** None of them will be answered. */
  reject(message: string): void;
}

interface OpenCall {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

export function openCalls(): OpenCalls {
  const calls = new Map<number, OpenCall>();
  let last = 0;
  return {
    get size() {
      return calls.size;
    },
    open<A>() {
      const number = ++last;
      const answered = new Promise<unknown>((resolve, reject) => calls.set(number, { resolve, reject }));
      return { number, answered: answered as Promise<A> };
    },
    answer(answers) {
      for (const { number, value, error } of answers) {
        const call = calls.get(number);
        calls.delete(number);
        if (error === undefined) call?.resolve(value);
        else call?.reject(storeUnavailable(error));
      }
    },
    reject(message) {
      for (const { reject } of calls.values()) reject(storeUnavailable(message));
      calls.clear();
    },
  };
}
