import { z } from 'zod';
import type { Delivery } from '../delivery.js';
import { compileTemplate, variablesOf, type Template, type TemplateKind } from '../template.js';

/** A Liquid template as an option: compiled with the configuration, its output escaped for where it stands. */
export function template(kind: TemplateKind): z.ZodType<{ render(delivery: Delivery): string }, string> {
  return compiled(kind).transform(inner => ({
    render: (delivery: Delivery) => inner.render(variablesOf(delivery)),
    toJSON: () => inner.source,
  }));
}

/** The `templates` option of every channel. */
export const templatesOption = z
  .strictObject({ title: compiled('text').optional(), message: compiled('text').optional() })
  .optional()
  .describe('Liquid templates for title and message; what is inserted is escaped for the channel');

function compiled(kind: TemplateKind) {
  const parsed = z.string().transform((source, context): Template => {
    try {
      return compileTemplate(source, { kind });
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
      return z.NEVER;
    }
  });
  // A `${` in a template is its author's: configuration files put no variable there.
  return parsed.meta({ verbatim: true });
}
