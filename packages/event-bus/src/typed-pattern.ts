import type { BusEvent } from './create-event.js';

/** The events of a map from type to data, as a union: all of them, or those of some types. */
export type EventOf<Events, Type extends keyof Events & string = keyof Events & string> = Type extends unknown
  ? BusEvent<Type, Extract<Events[Type], object>>
  : never;

/** The events that a pattern, or a list of patterns, lets through: `never` where there is no such type. */
export type EventFor<Events, Pattern extends string | readonly string[]> = EventOf<
  Events,
  Matching<keyof Events & string, Pattern extends readonly (infer One)[] ? One : Pattern>
>;

type Matching<Type extends string, Pattern> = Type extends unknown
  ? true extends Matches<Type, Pattern>
    ? Type
    : never
  : never;

// Where a type or a pattern is only known as `string`, anything may match.
type Matches<Type extends string, Pattern> = Pattern extends string
  ? string extends Type | Pattern
    ? true
    : Pattern extends '*'
      ? true
      : TokensMatch<Type, Pattern>
  : never;

type TokensMatch<Type extends string, Pattern extends string> = Pattern extends '>'
  ? true
  : Pattern extends `${infer Token}.${infer Rest}`
    ? Type extends `${infer First}.${infer Others}`
      ? Token extends '*' | First
        ? TokensMatch<Others, Rest>
        : false
      : false
    : Type extends `${string}.${string}`
      ? false
      : Pattern extends '*' | Type
        ? true
        : false;
