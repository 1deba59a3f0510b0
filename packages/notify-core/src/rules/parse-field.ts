import { conditionError } from './condition-error.js';
import type { Cursor } from './cursor.js';
import { fieldNames, metadataField, plainField, type Field } from './fields.js';
import { didYouMean } from './nearest.js';

/** A plain field's name, or a path under metadata: `metadata.a.b`, `metadata["a.b"].c`. */
export function parseField(cursor: Cursor): Field {
  const token = cursor.next();
  if (token.kind !== 'word') throw cursor.unexpected('a field', token);
  const [root = '', ...keys] = token.value.split('.');
  if (root === 'metadata') return parseMetadata(cursor, token.begin, keys);
  const field = plainField(token.value);
  if (field) return field;
  if (['and', 'or', 'not'].includes(token.value)) throw cursor.unexpected('a field', token);
  const hint =
    didYouMean(plainField(root) ? root : token.value, fieldNames) || `; the fields are ${fieldNames.join(', ')}`;
  throw conditionError(token.begin + 1, `unknown field '${token.value}'${hint}`);
}

function parseMetadata(cursor: Cursor, begin: number, first: readonly string[]): Field {
  const path = [...first];
  while (cursor.take('[')) path.push(parseKey(cursor), ...parseRest(cursor));
  const name = cursor.since(begin);
  if (path.length === 0) throw conditionError(begin + 1, 'expected a key under metadata, such as metadata.region');
  if (path.includes('')) throw conditionError(begin + 1, `expected a key after every dot, found '${name}'`);
  return metadataField(name, path);
}

function parseKey(cursor: Cursor): string {
  const key = cursor.next();
  if (key.kind !== 'string') throw cursor.unexpected('a key in quotes, as in metadata["a.b"]', key);
  cursor.expect(']');
  return key.value;
}

function parseRest(cursor: Cursor): string[] {
  const { kind, value } = cursor.peek();
  if (kind !== 'word' || !value.startsWith('.')) return [];
  cursor.next();
  return value.slice(1).split('.');
}
