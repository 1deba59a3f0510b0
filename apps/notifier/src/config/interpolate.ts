import type { Environment } from './environment.js';

/** A text with its variables put in; `variables` are those that it names, `problems` what kept some out. */
export interface Interpolated {
  readonly text: string;
  readonly variables: readonly string[];
  readonly problems: readonly string[];
}

/**
 * Puts variables into a text, once: what a variable holds is never looked at again. `${NAME}`, `${NAME:-default}` where
 * it is not set or empty, `$${` for a literal `${`.
 */
export function interpolate(source: string, environment: Environment): Interpolated {
  const variables: string[] = [];
  const problems: string[] = [];
  const text = source.replace(/\$\$\{|\$\{([^}]*\}?)/g, (whole, inside: string | undefined) => {
    if (inside === undefined) return '${';
    const reference = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?\}$/s.exec(inside);
    if (!reference) {
      problems.push('expected ${NAME} or ${NAME:-default}; write $${ for a literal ${');
      return whole;
    }
    const [, name, fallback] = reference as unknown as [string, string, string | undefined];
    variables.push(name);
    const value = valueOf(name, fallback, environment);
    if (value === undefined) problems.push(`variable ${name} is not set; set it, or write \${${name}:-default}`);
    return value ?? whole;
  });
  return { text, variables, problems };
}

/** As in a shell, `:-` also stands in for a variable that is set but empty. */
function valueOf(name: string, fallback: string | undefined, environment: Environment): string | undefined {
  const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
  return fallback === undefined ? value : value || fallback;
}
