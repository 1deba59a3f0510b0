import { styleText } from 'node:util';
import type { WorkerEvent } from '@helix/reliability';
import type { App } from '../app.js';
import type { Output } from '../cli/output.js';

interface Line {
  readonly mark: string;
  readonly colour: 'green' | 'yellow' | 'red' | 'gray';
  readonly more: string;
}

/** Prints each delivery as it happens: delivered, tried again, failed. */
export function feed(queue: App['queue'], output: Output, coloured: boolean): (event: WorkerEvent) => void {
  const print = async (event: Extract<WorkerEvent, { id: string }>, line: Line) => {
    const id = event.id.slice(0, event.id.lastIndexOf(':'));
    const title = (await queue.get(id))?.batch.body.title ?? '';
    const { status, durationMs } = event.attempt ?? {};
    const answer = `${status ?? '–'}`.padStart(3) + `${Math.round(durationMs ?? 0)} ms`.padStart(8);
    const text = `${new Date().toTimeString().slice(0, 8)} ${line.mark} ${event.lane.padEnd(15)} ${answer}  ${title}${line.more && `  (${line.more}; ${id})`}`;
    output.line(coloured ? styleText(line.colour, text, { validateStream: false }) : text);
  };
  return event => {
    if (!('id' in event)) return;
    const line = lineOf(event);
    if (line) void print(event, line);
  };
}

function lineOf(event: Extract<WorkerEvent, { id: string }>): Line | undefined {
  const why = event.reason ?? event.attempt?.result ?? '';
  if (event.kind === 'done') return { mark: '✔', colour: 'green', more: '' };
  if (event.kind === 'later')
    return { mark: '↻', colour: 'yellow', more: laterBecause(why, event.attempt?.retryAfterMs) };
  if (event.kind === 'dead') return { mark: '✖', colour: 'red', more: `${why}: a dead letter` };
  if (event.kind === 'suppressed') return { mark: '○', colour: 'gray', more: why };
  return undefined;
}

function laterBecause(why: string, retryAfterMs: number | undefined): string {
  if (why !== 'rate_limited' || retryAfterMs === undefined) return `${why}: tried again soon`;
  return `${why}: its lane waits ${retryAfterMs / 1000} s as the receiver asked, no attempt is spent`;
}
