/** A key or a position in a configuration, from the root down; keys are the options' own names, in camelCase. */
export type Path = readonly PropertyKey[];

/** An option's name as YAML has it: `webhookUrl` is `webhook_url`. */
export function snake(name: string): string {
  return name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
}

/** A path with one more step, as it is shown: `rules[0]`, `channels.slack`, `events["task.failed"]`. */
export function shownStep(above: string, step: PropertyKey): string {
  if (typeof step === 'number') return `${above}[${step}]`;
  const name = String(step);
  if (!/^[\w-]+$/.test(name)) return `${above}[${JSON.stringify(name)}]`;
  return above === '' ? name : `${above}.${name}`;
}

/** A message in which options are called what the file calls them. */
export function inSnake(message: string): string {
  return message.replace(/\b[a-z]+(?:[A-Z][a-z0-9]*)+\b/g, snake);
}
