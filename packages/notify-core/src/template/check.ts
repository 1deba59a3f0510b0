import { analyzeSync, LiquidError, type Template as Parsed, type Variable } from 'liquidjs';
import { didYouMean } from '../rules/nearest.js';
import { filterNames, LONGEST_TEMPLATE, parse, tagNames } from './engine.js';
import { refuseGoStyle, refuseLeftovers } from './forms.js';
import { place, placeOf, reasonOf, templateError, type TemplateError } from './template-error.js';
import { eventNames, variableNames } from './variables.js';

/** A variable's path as far as the template itself says it: `['metadata', 'region']`. */
export type Path = readonly [string, ...string[]];

/** Parses a template and refuses what would print nothing without a word. Throws a TemplateError. */
export function checked(source: string): { readonly parsed: Parsed[]; readonly paths: readonly Path[] } {
  if (source.length > LONGEST_TEMPLATE) {
    throw templateError(`expected at most ${LONGEST_TEMPLATE} characters, found ${source.length}`);
  }
  refuseGoStyle(source);
  const parsed = parsedOrRefused(source);
  refuseLeftovers(source);
  const variables = Object.values(analyzeSync(parsed, { partials: false }).globals).flat();
  for (const variable of variables) checkName(variable);
  return { parsed, paths: distinct(variables.map(pathOf)) };
}

function parsedOrRefused(source: string): Parsed[] {
  try {
    return parse(source);
  } catch (error) {
    throw LiquidError.is(error) ? syntaxError(source, error) : error;
  }
}

function syntaxError(source: string, error: LiquidError): TemplateError {
  const reason = reasonOf(error);
  const filter = /undefined filter: (\S+)/.exec(reason)?.[1];
  const tag = /tag "(\S+)" not found/.exec(reason)?.[1];
  const at = placeOf(source, error.token.begin);
  if (filter) return templateError(`${at}: unknown filter '${filter}'${didYouMean(filter, filterNames())}`);
  if (tag) return templateError(`${at}: unknown tag '${tag}'${didYouMean(tag, tagNames())}`);
  return templateError(`${at}: ${reason}`);
}

function checkName({ segments, location }: Variable): void {
  const [root, key] = segments.map(String);
  const at = place(location.row, location.col);
  if (!isOneOf(variableNames, root)) throw templateError(`${at}: ${unknown(root, variableNames)}`);
  if (root !== 'event' || key === undefined || isOneOf(eventNames, key)) return;
  throw templateError(`${at}: ${unknown(key, eventNames, 'event.')}`);
}

function unknown(name = '', known: readonly string[], prefix = ''): string {
  const hint = didYouMean(name, known).replace("'", `'${prefix}`);
  const all = `; the variables are ${known.map(each => prefix + each).join(', ')}`;
  return `unknown variable '${prefix}${name}'${hint || all}`;
}

const isOneOf = (names: readonly string[], name: string | undefined) => name !== undefined && names.includes(name);

function pathOf({ segments }: Variable): Path {
  const dynamic = segments.findIndex(segment => typeof segment === 'object');
  const [root = '', ...rest] = (dynamic < 0 ? segments : segments.slice(0, dynamic)).map(String);
  return [root, ...rest];
}

const distinct = (paths: readonly Path[]) => [...new Map(paths.map(path => [path.join('\0'), path])).values()];
