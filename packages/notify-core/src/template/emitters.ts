import type { Emitter } from 'liquidjs';
import type { Escape } from '../text.js';
import { isEmpty, isInserted, jsonOf, textOf } from './inserted.js';

/** Shortens a text that is inserted, before it is escaped. */
export type Shorten = (text: string) => string;

const LONGEST_OUTPUT = 2_000_000;

/** The author's text is written as it is, what is inserted is escaped. */
export function textEmitter(escape: Escape, shorten: Shorten): Emitter {
  return emitter({ literal: text => text, insert: value => escape(shorten(textOf(value))) });
}

/** What is inserted within quotes is the inside of a JSON string; elsewhere it is a whole JSON value. */
export function jsonEmitter(shorten: Shorten): Emitter {
  let inString = false;
  let escaped = false;
  const follow = (character: string) => {
    if (escaped) escaped = false;
    else if (character === '"') inString = !inString;
    else escaped = inString && character === '\\';
  };
  return emitter({
    literal: text => {
      for (const character of text) follow(character);
      return text;
    },
    insert: value => {
      if (inString) return JSON.stringify(shorten(textOf(value))).slice(1, -1);
      return jsonOf(typeof value === 'string' ? shorten(value) : value);
    },
  });
}

/** Plain text; `isComplete` says whether a key can be made of everything that was inserted. */
export function keyEmitter(): { readonly emitter: Emitter; readonly isComplete: () => boolean } {
  let complete = true;
  const insert = (value: unknown) => {
    complete &&= !isEmpty(value);
    return textOf(value);
  };
  return { emitter: emitter({ literal: text => text, insert }), isComplete: () => complete };
}

function emitter(place: { literal(text: string): string; insert(value: unknown): string }): Emitter {
  const self: Emitter = {
    buffer: '',
    write(written: unknown) {
      self.buffer += isInserted(written) ? place.insert(written.value) : place.literal(String(written));
      if (self.buffer.length > LONGEST_OUTPUT) throw new Error(`it prints more than ${LONGEST_OUTPUT} characters`);
    },
  };
  return self;
}
