import { z, type ChannelType } from '@helix/notify-core';
import { isMap, type Node } from 'yaml';
import type { ChannelConfig } from './config.js';
import { check } from './check.js';
import { interpolate } from './interpolate.js';
import { hint, unknownKey } from './keys.js';
import { laneOptions, laneSchema } from './lane.js';
import type { Path } from './naming.js';
import type { Reading } from './reading.js';
import { typed } from './scalar.js';
import { formsOf, optionsOf } from './schema.js';
import { readValue } from './walk.js';
import { entriesOf, type Entry } from './yaml.js';

const laneKeys = new Set(Object.keys(laneOptions.shape));

/** Reads one channel. Undefined where it is wrong in a way that leaves nothing to say about it. */
export function readChannel(
  { key: name, node }: Entry,
  path: Path,
  reading: Reading,
  types: readonly ChannelType[],
): ChannelConfig | undefined {
  if (!/^[a-z0-9][a-z0-9_-]*$/.test(name))
    return refuse(path, 'expected a name of a-z, 0-9, _ and -, beginning with a letter or digit', reading);
  const entries = isMap(node) ? entriesOf(node) : [];
  const type = typeOf(entries, name, path, reading, types);
  if (!type) return undefined;
  if (plainly('enabled', entries, reading) === false) return turnedOff(name, type, entries, path, reading);
  return turnedOn(name, type, node, path, reading);
}

function typeOf(
  entries: readonly Entry[],
  name: string,
  path: Path,
  reading: Reading,
  types: readonly ChannelType[],
): ChannelType | undefined {
  const given = plainly('type', entries, reading);
  const wanted = given ?? name;
  const type = types.find(one => one.type === wanted);
  const names = types.map(one => one.type);
}
