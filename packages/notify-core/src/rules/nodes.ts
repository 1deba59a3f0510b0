import type { Notification } from '../notification.js';
import { cut } from '../text.js';
import type { Field } from './fields.js';

const LONGEST_VALUE_TOLD = { max: 60, unit: 'utf16' } as const;

/** A value of `event` or `type` without which a condition cannot be true. */
export interface Demand {
  readonly field: 'event' | 'type';
  readonly value: string;
}

/** One part of a condition; `text` is as its author wrote it. */
export interface Node {
  readonly text: string;
  readonly test: (notification: Notification) => boolean;
  /** The smallest part whose outcome is the outcome of the whole. */
  readonly decisive: (notification: Notification) => Node;
  /** What was found: `type is info`. */
  readonly facts: (notification: Notification) => readonly string[];
  /** One of these values must be there; undefined where the condition can be true without. */
  readonly demands: readonly Demand[] | undefined;
}

/** A question about one field; a field that is missing fails every question. */
export function leaf(text: string, field: Field, test: (value: unknown) => boolean, demands?: readonly Demand[]): Node {
  const node: Node = {
    text,
    test: notification => {
      const value = field.read(notification);
      return value !== undefined && test(value);
    },
    decisive: () => node,
    facts: notification => [`${field.name} is ${told(field.read(notification))}`],
    demands,
  };
  return node;
}

export function negation(text: string, part: Node): Node {
  const node: Node = {
    text,
    test: notification => !part.test(notification),
    decisive: () => node,
    facts: notification => part.decisive(notification).facts(notification),
    demands: undefined,
  };
  return node;
}

export function all(text: string, parts: readonly Node[]): Node {
  const node: Node = {
    text,
    test: notification => parts.every(part => part.test(notification)),
    decisive: notification => parts.find(part => !part.test(notification))?.decisive(notification) ?? node,
    facts: notification => parts.flatMap(part => part.decisive(notification).facts(notification)),
    demands: parts.map(part => part.demands).reduce(narrower),
  };
  return node;
}

export function any(text: string, parts: readonly Node[]): Node {
  const node: Node = {
    text,
    test: notification => parts.some(part => part.test(notification)),
    decisive: notification => parts.find(part => part.test(notification))?.decisive(notification) ?? node,
    facts: notification => parts.flatMap(part => part.decisive(notification).facts(notification)),
    demands: parts.map(part => part.demands).reduce(both),
  };
  return node;
}

type Demands = Node['demands'];

const both = (one: Demands, other: Demands): Demands => (one && other ? [...one, ...other] : undefined);

/** There are five types and any number of events: what demands an event is asked less often. */
function narrower(one: Demands, other: Demands): Demands {
  if (!one || !other) return one ?? other;
  return breadth(one) <= breadth(other) ? one : other;
}

const breadth = (demands: readonly Demand[]) =>
  demands.reduce((sum, { field }) => sum + (field === 'type' ? 1000 : 1), 0);

function told(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value !== 'string') return JSON.stringify(value);
  const short = cut(value, LONGEST_VALUE_TOLD);
  return /^(?!true$|false$|null$)[a-z_][\w.-]*…?$/i.test(short) ? short : JSON.stringify(short);
}
