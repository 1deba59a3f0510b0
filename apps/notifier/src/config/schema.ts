import { z } from '@helix/notify-core';
import { snake } from './naming.js';

export type Schema = z.core.$ZodType;

/** One thing that a schema takes: a string, an object, … Wrappers such as optional are gone, unions are taken apart. */
export interface Form {
  readonly kind: string;
  readonly secret: boolean;
  /** Its text is a program of its own, a condition or a template: a `${` in it is its own too. */
  readonly verbatim: boolean;
  readonly definition: Definition;
}

interface Definition {
  readonly type: string;
  readonly innerType?: Schema;
  readonly in?: Schema;
  readonly out?: Schema;
  readonly getter?: () => Schema;
  readonly options?: readonly Schema[];
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly element?: Schema;
  readonly valueType?: Schema;
}

/** An option as a key of the file. `isFile`: the key is `x_file`, and what the named file holds is the option. */
export interface Option {
  readonly name: string;
  readonly schemas: readonly Schema[];
  readonly isFile: boolean;
}

/** By `type` and not by class, since copies of zod meet in one process. */
const definitionOf = (schema: Schema) => schema._zod.def as unknown as Definition;

export function formsOf(schemas: readonly Schema[]): Form[] {
  return schemas.flatMap(schema => formsOfOne(schema, { secret: false, verbatim: false }));
}

type Marks = Pick<Form, 'secret' | 'verbatim'>;

function formsOfOne(schema: Schema, outer: Marks): Form[] {
  const definition = definitionOf(schema);
  const own = z.globalRegistry.get(schema);
  const marks = { secret: outer.secret || own?.secret === true, verbatim: outer.verbatim || own?.verbatim === true };
  const inner = innerOf(definition);
  const forms = inner.length
    ? inner.flatMap(one => formsOfOne(one, marks))
    : [{ kind: definition.type, ...marks, definition }];
  return definition.type === 'nullable' ? [...forms, ...formsOfOne(z.null(), outer)] : forms;
}

function innerOf({ innerType, in: input, out, getter, options }: Definition): readonly Schema[] {
  if (innerType) return [innerType];
  if (options) return options;
  if (getter) return [getter()];
  if (!input || !out) return [];
  return [definitionOf(input).type === 'transform' ? out : input];
}

/** Every option of the objects among the forms, by its key in the file; of a union those of all its branches. */
export function optionsOf(forms: readonly Form[]): Map<string, Option> {
  const options = new Map<string, Option>();
  for (const { definition } of forms) {
    for (const [name, schema] of Object.entries(definition.shape ?? {})) {
      const schemas = [...(options.get(snake(name))?.schemas ?? []), schema];
      options.set(snake(name), { name, schemas, isFile: false });
    }
  }
  for (const [key, option] of [...options]) {
    if (isSecret(option) && !options.has(`${key}_file`)) options.set(`${key}_file`, { ...option, isFile: true });
  }
  return options;
}

/** The schemas of what a list or a record holds. */
export const elementsOf = (forms: readonly Form[]) => forms.flatMap(({ definition }) => definition.element ?? []);
export const valuesOf = (forms: readonly Form[]) =>
  forms.flatMap(({ kind, definition }) => (kind === 'record' && definition.valueType ? [definition.valueType] : []));

/** A secret, or a list of them. */
function isSecret({ schemas }: Option): boolean {
  const forms = formsOf(schemas);
  return forms.some(({ secret }) => secret) || formsOf(elementsOf(forms)).some(({ secret }) => secret);
}
