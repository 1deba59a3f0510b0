import type { Json } from '../json.js';
import { priorities, statuses, types, type Notification } from '../notification.js';
import type { Path } from './check.js';
import { variablesOf, type Variables } from './variables.js';

/** Variables to try a template on; `name` completes "when …". */
export interface Sample {
  readonly name: string;
  readonly variables: Variables;
}

const MOST_PATHS_ALONE = 30;
// The text begins with a quote, so that a backslash right before an insertion shows.
const values: readonly (readonly [string, Json])[] = [
  ['text with quotes and lines', '"quoted" \\ and\ntwo lines'],
  ['empty text', ''],
  ['a list', ['one', { two: 2 }]],
  ['an object', { one: 1 }],
  ['a number', 12.5],
  ['true', true],
  ['null', null],
];

const bare: Notification = {
  id: 'n_sample',
  title: 'A "sample" title',
  message: '"quoted" \\ and\ntwo lines',
  type: 'info',
  priority: 'medium',
  status: 'firing',
  metadata: {},
  createdAt: '2026-01-31T12:00:00.000Z',
};
const withEvent: Notification = {
  ...bare,
  event: {
    id: 'e_sample',
    type: 'task.failed',
    source: '"source"',
    severity: 'error',
    timestamp: bare.createdAt,
    userId: '"user"',
    projectId: '"project"',
  },
};
const full: Notification = { ...withEvent, dedupKey: '"key"', source: '"source"', url: 'https://example.com/?a="b"' };

/** Made from the paths that the template itself reads: none of them, all, and each alone, as every kind of value. */
export function samples(paths: readonly Path[]): Sample[] {
  const keys = paths.flatMap(metadataKeys);
  return [
    sample('everything is set', { ...full, metadata: metadataOf(keys, 'text') }),
    sample('nothing optional is set', bare),
    sample('message is empty', { ...bare, message: '' }),
    ...types.map(type => sample(`type is ${type}`, { ...full, type })),
    ...priorities.map(priority => sample(`priority is ${priority}`, { ...full, priority })),
    ...statuses.map(status => sample(`status is ${status}`, { ...full, status })),
    ...values.flatMap(([kind, value]) => [
      ...(keys.length > 1 ? [sample(`all metadata is ${kind}`, { ...full, metadata: metadataOf(keys, value) })] : []),
      ...keys
        .slice(0, MOST_PATHS_ALONE)
        .map(path =>
          sample(`metadata.${path.join('.')} is ${kind}`, { ...withEvent, metadata: metadataOf([path], value) }),
        ),
    ]),
  ];
}

const sample = (name: string, notification: Notification): Sample => ({ name, variables: variablesOf(notification) });

/** The path under metadata, of which event.data is another name. */
function metadataKeys([root, ...rest]: Path): string[][] {
  const keys = root === 'event' && rest[0] === 'data' ? rest.slice(1) : rest;
  const isMetadata = root === 'metadata' || keys !== rest;
  return isMetadata && keys.length ? [keys] : [];
}

function metadataOf(paths: readonly (readonly string[])[], value: Json): Record<string, Json> {
  const metadata = emptyObject();
  for (const path of paths) set(metadata, path, value);
  return metadata;
}

function set(object: Record<string, Json>, [key = '', ...rest]: readonly string[], value: Json): void {
  if (rest.length === 0) {
    // A path below this one would otherwise be set in the sample that all share.
    object[key] = structuredClone(value);
    return;
  }
  const inner = isObject(object[key]) ? object[key] : emptyObject();
  object[key] = inner;
  set(inner, rest, value);
}

const isObject = (value: Json | undefined): value is Record<string, Json> =>
  typeof value === 'object' && value !== null;

// Without a prototype, so that a template's own path `__proto__` is a key like any other.
const emptyObject = () => Object.create(null) as Record<string, Json>;
