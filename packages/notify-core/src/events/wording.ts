import type { EventLike } from './event.js';

/** The types that the components emit: their titles are words. Any other type is its own title. */
export const knownEventTypes = [
  ...['created', 'assigned', 'started', 'completed', 'failed', 'paused'].map(what => `task.${what}`),
  ...['started', 'completed', 'failed'].map(what => `workflow.${what}`),
  ...['completed', 'failed'].map(what => `step.${what}`),
  ...['connected', 'disconnected', 'health_degraded', 'heartbeat_missed'].map(what => `worker.${what}`),
  ...['user.registered', 'user.login', 'project.created', 'auth.failure'],
];
const titles: ReadonlyMap<string, string> = new Map(knownEventTypes.map(type => [type, inWords(type)]));

export const titleOf = (type: string): string => titles.get(type) ?? type;

function inWords(type: string): string {
  return type
    .split(/[._]/)
    .map(word => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}

export function messageOf({ type, data }: Pick<EventLike, 'type' | 'data'>): string {
  const message = Object.hasOwn(messages, type) ? messages[type] : undefined;
  return message ? message(name => textAt(data, name)) : `Event: ${type}`;
}

type Read = (name: string) => string | undefined;
const messages: Readonly<Record<string, (read: Read) => string>> = {
  'task.failed': read => `${subject('Task', read('task_id'))} failed${after(': ', read('error'))}`,
  'task.completed': read =>
    `${subject('Task', read('task_id'))} completed ${after('in ', read('duration')) || 'successfully'}`,
  'worker.disconnected': read => `${subject('Worker', read('worker_id'))} has disconnected`,
  'worker.health_degraded': read => `${subject('Worker', read('worker_id'))} health has degraded`,
};

const subject = (kind: string, id: string | undefined) => (id === undefined ? kind : `${kind} ${id}`);
const after = (words: string, text: string | undefined) => (text === undefined ? '' : words + text);

function textAt(data: object, name: string): string | undefined {
  const value = Object.hasOwn(data, name) ? (data as Record<string, unknown>)[name] : undefined;
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
