import type { z } from 'zod';

interface SchemaDefinition {
  readonly innerType?: z.core.$ZodType;
  readonly in?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly element?: z.core.$ZodType;
  readonly valueType?: z.core.$ZodType;
}

/** The keys that a schema knows at a path, of a union those of all its branches. */
export function knownKeys(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  const { innerType, in: input, options, shape, element, valueType } = schema._zod.def as SchemaDefinition;
  const inner = options ?? [innerType ?? input].filter(one => one !== undefined);
  if (inner.length) return inner.flatMap(one => knownKeys(one, path));
  const [step, ...rest] = path;
  if (step === undefined) return Object.keys(shape ?? {});
  const next = shape ? shape[String(step)] : (element ?? valueType);
  return next ? knownKeys(next, rest) : [];
}
