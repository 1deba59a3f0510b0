import { Context, Liquid, toValueSync, type Emitter, type Template as Parsed } from 'liquidjs';
import { DeliveryError } from '../errors.js';
import { inserted, jsonText } from './inserted.js';
import { reasonOf } from './template-error.js';
import type { Variables } from './variables.js';

export const LONGEST_TEMPLATE = 65_536;
// Counted and not timed, so that a busy machine refuses nothing. A step is one tag, output or stretch of text.
const MOST_STEPS = 100_000;
/** liquidjs counts the characters and items that filters, ranges and captures make. */
const MOST_MEMORY = 4_000_000;

const forbiddenTags = ['include', 'render', 'layout', 'block'];
/** Output is never raw nor random, and text that comes with an event is never read as an expression. */
const forbiddenFilters = [
  'raw',
  'sample',
  'where_exp',
  'reject_exp',
  'group_by_exp',
  'has_exp',
  'find_exp',
  'find_index_exp',
];
/** Everything inserted is escaped for where it stands, in HTML newlines too: these would do it twice. */
const escapingFilters = ['escape', 'escape_once', 'xml_escape', 'newline_to_br'];

const engine = createEngine();

export const parse = (source: string): Parsed[] => engine.parse(source);
export const tagNames = (): string[] => Object.keys(engine.tags);
export const filterNames = (): string[] => Object.keys(engine.filters);

/** What a template prints through `emitter`. Throws a DeliveryError `invalid_request`. */
export function run(template: Parsed[], variables: Variables, emitter: Emitter): string {
  const context = new Context(variables, engine.options, { sync: true });
  let steps = 0;
  context.renderLimit.check = () => {
    if (++steps > MOST_STEPS) throw new Error(`it takes more than ${MOST_STEPS} steps`);
  };
  try {
    toValueSync(engine.renderer.renderTemplates(template, context, emitter));
    return emitter.buffer;
  } catch (error) {
    throw new DeliveryError('invalid_request', `the template cannot be rendered: ${reasonOf(error)}`);
  }
}

/** Own properties only, no files; templates come from configuration alone, so nothing is cached by its text. */
function createEngine(): Liquid {
  const liquid = new Liquid({
    ownPropertyOnly: true,
    strictFilters: true,
    templates: {},
    dynamicPartials: false,
    relativeReference: false,
    cache: false,
    timezoneOffset: 0,
    parseLimit: LONGEST_TEMPLATE,
    memoryLimit: MOST_MEMORY,
    // Whatever this answers reaches the emitter as it is.
    outputEscape: value => inserted(value) as unknown as string,
  });
  for (const tag of forbiddenTags) Reflect.deleteProperty(liquid.tags, tag);
  for (const filter of forbiddenFilters) Reflect.deleteProperty(liquid.filters, filter);
  for (const filter of ['json', 'jsonify']) liquid.registerFilter(filter, jsonText);
  for (const filter of escapingFilters) liquid.registerFilter(filter, (value: unknown) => value);
  return liquid;
}
