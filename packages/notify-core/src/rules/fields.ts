import { priorities, statuses, types, type Notification } from '../notification.js';

/** What a condition can ask of a notification: a field, and what its values are like. */
export interface Field {
  readonly name: string;
  /** The field's value, undefined where it is missing; never a function. */
  readonly read: (notification: Notification) => unknown;
  /** Where only these values exist. */
  readonly values?: readonly string[];
  /** How `<` compares: by rank in `values`, as text, or as what the JSON value is; closed sets without a rank have no order. */
  readonly order: 'rank' | 'text' | 'json' | 'none';
}

const severities = ['info', 'warning', 'error', 'critical'] as const;

const plainFields: ReadonlyMap<string, Field> = new Map(
  [
    field('type', ({ type }) => type, 'none', types),
    field('priority', ({ priority }) => priority, 'rank', priorities),
    field('status', ({ status }) => status, 'none', statuses),
    field('severity', ({ event }) => event?.severity, 'rank', severities),
    field('title', ({ title }) => title),
    field('message', ({ message }) => message),
    field('source', ({ source }) => source),
    field('event', ({ event }) => event?.type),
    field('user_id', ({ event }) => event?.userId),
    field('project_id', ({ event }) => event?.projectId),
  ].map(each => [each.name, each]),
);

export const fieldNames: readonly string[] = [...plainFields.keys(), 'metadata'];

export const plainField = (name: string): Field | undefined => plainFields.get(name);

/** A value under `metadata`; `name` is the field as its author wrote it. */
export const metadataField = (name: string, path: readonly string[]): Field => ({
  name,
  read: ({ metadata }) => valueAt(metadata, path),
  order: 'json',
});

function field(name: string, read: Field['read'], order: Field['order'] = 'text', values?: readonly string[]): Field {
  return { name, read, order, ...(values && { values }) };
}

/** Steps over own properties only, so that no path leads to a prototype; of a list only its items count. */
export function valueAt(root: unknown, path: readonly string[]): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    if (Array.isArray(value) && key === 'length') return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return typeof value === 'function' ? undefined : value;
}
