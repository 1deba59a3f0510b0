import { channelTypes } from '../channels.js';
import { environment } from '../config/environment.js';
import { loadConfig } from '../config/load.js';
import { formatProblem, type ConfigProblem } from '../config/problem.js';
import { exitCodes, failure } from './failure.js';
import { asJson, type Format, type Output } from './output.js';

/** Validates the file: 0 where it can be served, 1 with every problem where it cannot. */
export function check(file: string, format: Format, output: Output): number {
  const loaded = loadConfig(file, { types: channelTypes, environment });
  const warnings = loaded.ok ? loaded.warnings : [];
  if (format === 'json') {
    output.line(asJson({ ok: loaded.ok, problems: loaded.ok ? [] : loaded.problems, warnings }));
    return loaded.ok ? exitCodes.ok : exitCodes.failed;
  }
  if (!loaded.ok) throw failure(lines(loaded.problems));
  if (warnings.length) output.error(lines(warnings).replace(/^/gm, 'warning: '));
  const { channels, rules } = loaded.config;
  const on = Object.values(channels).filter(channel => channel.enabled).length;
  output.line(
    `${file} is valid; channels that are on: ${on} of ${Object.keys(channels).length}; rules: ${rules.length}`,
  );
  return exitCodes.ok;
}

const lines = (problems: readonly ConfigProblem[]) => problems.map(formatProblem).join('\n');
