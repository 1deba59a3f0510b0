import type { ChannelType } from '@helix/notify-core';
import { isMap, isScalar, type Node } from 'yaml';
import { check } from './check.js';
import type { ChannelConfig } from './config.js';
import { interpolate } from './interpolate.js';
import { hint, reportUnknownKeys } from './keys.js';
import { laneOptions, laneSchema } from './lane.js';
import type { Path } from './naming.js';
import type { Reading } from './reading.js';
import { formsOf, optionsOf } from './schema.js';
import { readValue } from './walk.js';
import { sectionsOf } from './sections.js';
import type { Entry } from './yaml.js';

type Entries = ReadonlyMap<string, Entry>;
type Found = Pick<ChannelConfig, 'name' | 'type'>;

/** Reads one channel. Undefined where what is wrong with it has been reported. */
export function readChannel(
  { key: name, node }: Entry,
  path: Path,
  reading: Reading,
  types: readonly ChannelType[],
): ChannelConfig | undefined {
  if (!/^[a-z0-9][a-z0-9_-]*$/.test(name)) {
    reading.error(path, 'expected a name of a-z, 0-9, _ and -, beginning with a letter or a digit', 'key');
    return undefined;
  }
  const entries = sectionsOf(node, path, reading);
  const type = typeOf(name, entries, path, reading, types);
  if (!type) return undefined;
  return isTurnedOff(entries, reading)
    ? turnedOff({ name, type }, entries, path, reading)
    : read({ name, type }, node, path, reading);
}

function typeOf(
  name: string,
  entries: Entries,
  path: Path,
  reading: Reading,
  types: readonly ChannelType[],
): ChannelType | undefined {
  const own = [...path, 'type'];
  const given = readValue(entries.get('type')?.node, [laneOptions.shape.type], own, reading);
  if (reading.absenceOf(own)) return undefined;
  const type = types.find(one => one.type === (given ?? name));
  const names = types.map(one => one.type);
  if (!type && given === undefined)
    reading.error(own, `is required: the name is no type by itself${hint(name, names)}`);
  if (!type && given !== undefined)
    reading.error(own, `is no channel type${hint(typeof given === 'string' ? given : '', names)}`);
  return type;
}

/** Decides how the rest is read, so it is looked at first; whatever is wrong with it is reported with the rest. */
function isTurnedOff(entries: Entries, { environment }: Reading): boolean {
  const node = entries.get('enabled')?.node;
  return isScalar(node) && interpolate(String(node.value), environment).text === 'false';
}

/** Nothing of it is resolved: a channel may be turned off because its variables are not there. */
function turnedOff(found: Found, entries: Entries, path: Path, reading: Reading): ChannelConfig {
  reportUnknownKeys([...entries.values()], optionsOf(formsOf([laneOptions, found.type.config])).keys(), path, reading);
  return { ...found, ...laneSchema.parse({}), enabled: false, reason: 'enabled: false', options: undefined };
}

function read({ name, type }: Found, node: Node | null, path: Path, reading: Reading): ChannelConfig | undefined {
  // Anything but keys and values has been refused.
  const value = isMap(node) ? (readValue(node, [laneOptions, type.config], path, reading) as object) : {};
  const isLane = ([key]: [string, unknown]) => key in laneOptions.shape;
  const lane = check(laneSchema, Object.fromEntries(Object.entries(value).filter(isLane)), path, reading);
  const options = Object.fromEntries(Object.entries(value).filter(entry => !isLane(entry)));
  const { excused } = check(type.config, options, path, reading, { excuseEmpty: true });
  if (!lane.data) return undefined;
  if (excused === undefined) return { name, type, ...lane.data, enabled: true, reason: null, options };
  const reason = emptyOptions(path, reading);
  if (!excused || reason === undefined) return undefined;
  reading.warn(path, `is off: ${reason}`);
  return { name, type, ...lane.data, enabled: false, reason, options: undefined };
}

function emptyOptions(path: Path, { emptyBelow, places }: Reading): string | undefined {
  const prefix = places.find(path).shown.length + 1;
  const names = emptyBelow(path).map(empty => places.find(empty).shown.slice(prefix));
  return names.length ? `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} empty` : undefined;
}
