import { startCommand } from './processes.mjs';
import { within } from './until.mjs';

/**
 * Kills a running process, by strace, where one of its threads enters the nth of these system calls from now on: that call
 * is not made any more. `path`: counts only those on this file. `dead` resolves once the process has ended.
 */
export const killAtCall = (stage, pid, { calls, nth, path }) =>
  trace(stage, pid, { calls, path, fault: `signal=SIGKILL:when=${nth}` });

/** From the nth on these system calls of a running process fail as they do where a disk is broken. */
export const failCalls = (stage, pid, { calls, nth }) => trace(stage, pid, { calls, fault: `error=EIO:when=${nth}+` });

async function trace(stage, pid, { calls, fault, path }) {
  const inject = `inject=${calls}:${fault}`;
  const only = path ? ['-P', path] : [];
  const command = ['strace', '-f', '-e', `trace=${calls}`, '-e', inject, ...only, '-o', '/dev/null', '-p', String(pid)];
  const { ready, exited } = await startCommand(stage, command, {
    until: /attached/,
    env: { PATH: process.env.PATH },
  });
  await within(10_000, ready, `strace is attached to process ${pid}`);
  return { dead: exited };
}
