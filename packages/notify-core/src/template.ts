import type { Template as Parsed } from 'liquidjs';
import { DeliveryError } from './errors.js';
import { valueAt } from './rules/fields.js';
import { checked, type Path } from './template/check.js';
import { jsonEmitter, keyEmitter, textEmitter, type Shorten } from './template/emitters.js';
import { run } from './template/engine.js';
import { escapeHtml } from './template/escape-html.js';
import { isEmpty } from './template/inserted.js';
import { samples, type Sample } from './template/samples.js';
import { templateError } from './template/template-error.js';
import type { Variables } from './template/variables.js';
import { cut, fits, largest, type Escape, type Size } from './text.js';

export type { TemplateError } from './template/template-error.js';
export { variablesOf, type Variables } from './template/variables.js';

/** What the author's text is: JSON, HTML, or text in a provider's own markup. */
export type TemplateKind = 'json' | 'text' | 'html';

/** Renders synchronously and without I/O. Every function throws a DeliveryError `invalid_request` where rendering fails. */
export interface Template {
  /** As its author wrote it. */
  readonly source: string;
  /** `escape` is for what is inserted; HTML has its own, and JSON always escapes by itself. */
  render(variables: Variables, escape?: Escape): string;
  /**
   * At most `size` long: what is inserted is shortened, the author's own text never is.
   * Throws a DeliveryError `payload_too_large` where that alone is too long.
   */
  cut(variables: Variables, size: Size, escape?: Escape): string;
  /** No key where something that it inserts is missing, null, empty, or no plain value; `missing` says what. */
  renderKey(variables: Variables): { readonly key: string } | { readonly key?: undefined; readonly missing: string };
}

/**
 * Compiles a Liquid template, from configuration and never from an event's text, and tries it on samples.
 * Throws a TemplateError that names line and column, or the sample for which it yields no JSON.
 */
export function compileTemplate(source: string, { kind }: { readonly kind: TemplateKind }): Template {
  const { parsed, paths } = checked(source);
  const ownEscape = kind === 'html' ? escapeHtml : asItIs;
  const print = (variables: Variables, escape: Escape, shorten: Shorten) => {
    const emitter = kind === 'json' ? jsonEmitter(shorten) : textEmitter(escape, shorten);
    const text = run(parsed, variables, emitter);
    return kind === 'json' ? provenJson(text) : text;
  };
  const render = (variables: Variables, escape = ownEscape) => print(variables, escape, asItIs);

  const tried = samples(paths);
  for (const sample of kind === 'json' ? tried : tried.slice(0, 1)) tryOn(sample, render);
  return {
    source,
    render,
    cut: (variables, size, escape = ownEscape) => cutInserted(size, shorten => print(variables, escape, shorten)),
    renderKey: variables => renderKey(variables, parsed, paths),
  };
}

const asItIs = (text: string) => text;

function provenJson(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    throw new DeliveryError('invalid_request', `the template yields no JSON (${(error as Error).message})`);
  }
}

function tryOn({ name, variables }: Sample, render: Template['render']): void {
  try {
    render(variables);
  } catch (error) {
    throw templateError(`${(error as Error).message} when ${name}`);
  }
}

/** Finds the most code units that each inserted text may keep. */
function cutInserted(size: Size, print: (shorten: Shorten) => string): string {
  const whole = print(asItIs);
  if (fits(whole, size)) return whole;
  const printCut = (max: number) => print(text => cut(text, { max, unit: 'utf16' }));
  const most = largest(size.max, max => fits(printCut(max), size));
  if (most !== undefined) return printCut(most);
  throw new DeliveryError(
    'payload_too_large',
    `the template's own text is longer than ${size.max} ${UNITS[size.unit]}`,
  );
}

const UNITS = { bytes: 'bytes', codePoints: 'characters', utf16: 'UTF-16 units' } as const;

function renderKey(variables: Variables, parsed: Parsed[], paths: readonly Path[]): ReturnType<Template['renderKey']> {
  const { emitter, isComplete } = keyEmitter();
  const key = run(parsed, variables, emitter);
  if (isComplete() && key !== '') return { key };
  const missing = paths.find(path => isEmpty(valueAt(variables, path)));
  return { missing: missing?.join('.') ?? 'what it inserts' };
}
