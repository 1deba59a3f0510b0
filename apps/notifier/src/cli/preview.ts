import { openChannels } from '../app.js';
import type { Config } from '../config/config.js';
import { eventBody, eventOf } from '../http/event-body.js';
import { fieldProblems } from '../http/problem.js';
import { preview } from '../preview.js';
import { exitCodes, failure } from './failure.js';
import { asJson, table, type Format, type Output } from './output.js';

/** Shows what an event would become, without sending anything. */
export function previewEvent(config: Config, text: string, file: string, format: Format, output: Output): number {
  const shown = preview(config, openChannels(config), eventOf(parsed(text, file), Date.now()));
  if (format === 'json') {
    output.line(asJson(shown));
    return exitCodes.ok;
  }
  const { title, type, priority } = shown.notification;
  output.line(`${title} (${type}, ${priority})\n`);
  output.line(
    table(
      shown.rules.map(rule => [
        rule.matched ? '✔' : '–',
        rule.name,
        rule.matched ? `→ ${rule.channels.join(', ')}` : '',
        rule.why,
      ]),
    ),
  );
  for (const { channel, why } of shown.suppressed) output.line(`suppressed: ${channel}, ${why}`);
  for (const note of shown.notes) output.line(`note: ${note}`);
  for (const [name, native] of Object.entries(shown.channels)) output.line(`\n${name}:\n${asJson(native)}`);
  return exitCodes.ok;
}

function parsed(text: string, file: string) {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw failure(`${file}: is not valid JSON: ${(error as Error).message}`);
  }
  const body = eventBody.safeParse(value);
  if (body.success) return body.data;
  throw failure(
    fieldProblems(eventBody, body.error)
      .map(({ path, message }) => `${file}: ${path || 'the event'}: ${message}`)
      .join('\n'),
  );
}
