// The receiver of the benchmarks, in a process of its own: answers "ok" to everything.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(import.meta.url);

/** Starts the sink; answers its address and how to stop it. */
export async function startSink() {
  const child = fork(file, ['serve']);
  const [port] = await once(child, 'message');
  return { url: `http://127.0.0.1:${port}`, stop: () => child.kill() };
}

if (process.argv[2] === 'serve' && process.argv[1] === file) {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.end('ok'));
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1', () => process.send(server.address().port));
  process.on('disconnect', () => process.exit());
}
