import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../clock.js';
import type { Json } from '../../../json.js';
import type { Records } from '../../records.js';
import type { RedisLink } from './link.js';
import { scriptOf } from './script.js';
import source from './records.lua';

const script = scriptOf('records', 'allow-oom', source);

/** Records under the hash tag `{prefix}`: two keys, that are there while there are records. They end by the server's clock, or by `clock`. */
export function redisRecords(link: Pick<RedisLink, 'run' | 'write'>, prefix: string, clock?: Clock): Records {
  const keys = [`{${prefix}}:records`, `{${prefix}}:records:ends`];
  return {
    get: async key => parse((await link.run(script, keys, args('get', key))) as string | null),
    list,
    async put(key, value, options) {
      await link.write(script, keys, args('put', key, value, options));
    },
    add: async (key, value, options) => (await link.write(script, keys, args('add', key, value, options))) === 1,
    async delete(key) {
      await link.write(script, keys, args('delete', key));
    },
  };

  function args(verb: string, key = '', value: Json = null, { ttlMs = Infinity }: { ttlMs?: number } = {}) {
    const ends = Number.isFinite(ttlMs) ? ttlMs : '';
    return [verb, randomUUID(), clock?.now() ?? '', key, JSON.stringify(value), ends];
  }

  async function list(prefix: string) {
    const flat = (await link.run(script, keys, args('list'))) as readonly string[];
    const fields = flat.flatMap((key, index) => (index % 2 === 0 ? [[key, flat[index + 1]] as const] : []));
    const found = fields.filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1));
    return found.map(([key, field]) => [key, parse(field) as Json] as const);
  }
}

function parse(field: string | null | undefined): Json | undefined {
  return field ? (JSON.parse(field.slice(field.indexOf(' ') + 1)) as Json) : undefined;
}
