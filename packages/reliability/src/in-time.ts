import { after, type Clock } from './clock.js';

/** The call's own end, or after `ms` a rejection that says so; the call itself goes on. */
export async function inTime<A>(call: Promise<A>, ms: number, clock: Clock): Promise<A> {
  let callOff: () => void = () => undefined;
  const tooLate = new Promise<never>((_, reject) => {
    callOff = after(ms, () => reject(new Error(`no answer within ${ms} ms`)), { clock, keepAlive: false });
  });
  try {
    return await Promise.race([call, tooLate]);
  } finally {
    callOff();
  }
}
