import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const beside = file => fileURLToPath(new URL(file, import.meta.url));

/** Starts a script of this folder with these options; resolves with what it tells as `ready`. */
export async function startScript(stage, file, options) {
  const child = fork(beside(file), [JSON.stringify(options)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const exited = once(child, 'exit');
  stage.onEnd(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const told = [];
  child.on('message', message => {
    told.push(message);
    child.emit('told');
  });
  const message = async name => {
    for (;;) {
      const place = told.findIndex(each => name in each);
      if (place >= 0) return told.splice(place, 1)[0][name];
      await once(child, 'told');
    }
  };
  const failed = exited.then(([code]) => refuse(`${file} ended with ${code} before it was ready`));
  const ready = await Promise.race([message('ready'), failed]);
  return { ready, send: text => child.send(text), message };
}

/**
 * Starts a command in a process group of its own; `ready` resolves once it has printed what is waited for.
 * Every signal goes to the group, so that a tracer and what it traces end together.
 */
export async function startCommand(stage, [command, ...args], { until, env }) {
  const child = spawn(command, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  await once(child, 'spawn').catch(() =>
    refuse(`${command} is not on the PATH: install it (apt-get install ${command})`),
  );
  const output = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', chunk => (output.text = (output.text + chunk).slice(-100_000)));
  }
  const exited = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
  const kill = signal => signalGroup(child.pid, signal);
  const killForGood = () => kill('SIGKILL');
  stage.onEnd(async () => {
    killForGood();
    await exited;
  });
  // A group of its own outlives us otherwise.
  process.once('exit', killForGood);
  void exited.then(() => process.off('exit', killForGood));
  const ready = lineOf(child, output, until);
  return { pid: child.pid, ready, exited, kill, output: () => output.text };
}

/** Rejects where the command ends before the line came. */
function lineOf(child, output, until) {
  return new Promise((resolve, reject) => {
    const look = () => {
      const found = until.exec(output.text);
      if (found) resolve(found);
    };
    for (const stream of [child.stdout, child.stderr]) stream.on('data', look);
    child.once('close', () => reject(Object.assign(new Error(`it ended: ${output.text.trim()}`), { ended: true })));
  });
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // It has ended already.
    if (error.code !== 'ESRCH') throw error;
  }
}

function refuse(message) {
  throw new Error(`${message}.`);
}
