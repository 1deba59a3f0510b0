import { z, type ChannelType } from '@helix/notify-core';
import type { Node } from 'yaml';
import { readChannel } from './channels.js';
import { check } from './check.js';
import type { ChannelConfig, Config } from './config.js';
import { checkEvents, eventsSchema } from './events.js';
import { networkSchema, retentionSchema } from './limits.js';
import type { Path } from './naming.js';
import { withOverrides } from './overrides.js';
import { queueConfigOf, queueSchema } from './queue.js';
import type { Reading } from './reading.js';
import { checkChannel, checkRules, rulesSchema } from './rules.js';
import type { Schema } from './schema.js';
import { sectionsOf } from './sections.js';
import { requireKeys, serverSchema } from './server.js';
import { readValue } from './walk.js';
import type { Entry } from './yaml.js';

const topLevel = ['server', 'queue', 'network', 'retention', 'operator_channel', 'events', 'notifications'];

/** Reads the whole file and goes on after a problem, so that all are told at once. Undefined where there were any. */
export function readConfig(root: Node | null, reading: Reading, types: readonly ChannelType[]): Config | undefined {
  const sections = sectionsOf(root, [], reading, topLevel);
  const section = <S extends z.ZodType>(schema: S, path: Path) =>
    check(schema, valueAt(sections, schema, path, reading), path, reading).data;
  const overridable = <S extends z.ZodType>(schema: S, path: Path) =>
    check(schema, withOverrides(valueAt(sections, schema, path, reading), schema, path, reading), path, reading).data;

  const server = overridable(serverSchema, ['server']);
  if (server) requireKeys(server, ['server'], reading);
  const queue = overridable(queueSchema, ['queue']);
  const network = section(networkSchema, ['network']);
  const retention = section(retentionSchema, ['retention']);
  const events = checkEvents(valueAt(sections, eventsSchema, ['events'], reading), ['events'], reading);

  const path = ['notifications'];
  const inNotifications = sectionsOf(sections.get('notifications')?.node, path, reading, ['channels', 'rules']);
  const entries = sectionsOf(inNotifications.get('channels')?.node, [...path, 'channels'], reading);
  const channels = readChannels(entries, [...path, 'channels'], reading, types);
  const names = [...entries.keys()];
  const given = valueAt(inNotifications, rulesSchema, [...path, 'rules'], reading);
  const rules = checkRules(given, [...path, 'rules'], reading, names);

  const operatorChannel = section(z.string().optional(), ['operator_channel']);
  if (operatorChannel !== undefined) {
    checkChannel(operatorChannel, ['operator_channel'], reading, names);
    reading.warn(
      ['operator_channel'],
      'nothing is told there yet: this version writes its own trouble to the log only',
    );
  }
  if (!server || !queue || !network || !retention || reading.problems.length) return undefined;
  const queueConfig = queueConfigOf(queue, reading.folder);
  return { server, queue: queueConfig, network, retention, operatorChannel, events, channels, rules };
}

function valueAt(sections: ReadonlyMap<string, Entry>, schema: Schema, path: Path, reading: Reading): unknown {
  const section = sections.get(String(path.at(-1)));
  // The texts of events are templates, and what is not a template there is a plain word.
  return readValue(section?.node, [schema], path, reading);
}

function readChannels(
  entries: ReadonlyMap<string, Entry>,
  path: Path,
  reading: Reading,
  types: readonly ChannelType[],
): Readonly<Record<string, ChannelConfig>> {
  const channels = [...entries.values()].map(entry => readChannel(entry, [...path, entry.key], reading, types));
  return Object.fromEntries(channels.flatMap(channel => (channel ? [[channel.name, channel]] : [])));
}
