import type { Words } from './channel.js';
import type { Delivery } from '../delivery.js';
import { variablesOf, type Template } from '../template.js';
import { cut, type Escape, type Size } from '../text.js';

export interface CompiledTemplates {
  readonly title?: Template | undefined;
  readonly message?: Template | undefined;
}

/** As their author wrote them. */
export const sourcesOf = ({ title, message }: CompiledTemplates) =>
  title || message ? { title: title?.source, message: message?.source } : undefined;

/** Title and message of a delivery in a channel's markup. */
export function wordsOf(
  delivery: Delivery,
  escape: { readonly title: Escape; readonly message: Escape },
  templates: CompiledTemplates,
): Words {
  const { title, message } = delivery.notification;
  const word = (text: string, template: Template | undefined, markup: Escape) => (size?: Size) => {
    if (!template) return size ? cut(text, size, markup) : markup(text);
    const variables = variablesOf(delivery);
    return size ? template.cut(variables, size, markup) : template.render(variables, markup);
  };
  return {
    title: word(title, templates.title, escape.title),
    message: word(message, templates.message, escape.message),
  };
}
