// Imported before a system under test: its process is killed as soon as the nth 202 is on its way to the client.
import { ServerResponse } from 'node:http';

const { end } = ServerResponse.prototype;
let left = Number(process.env.CHAOS_DIE_AFTER_202);

ServerResponse.prototype.end = function (...args) {
  if (this.statusCode === 202) this.once('finish', () => --left === 0 && process.kill(process.pid, 'SIGKILL'));
  return end.apply(this, args);
};
