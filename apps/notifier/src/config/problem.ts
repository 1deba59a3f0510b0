/** One thing wrong with a configuration, at its place. No message holds a secret or the value of a variable. */
export interface ConfigProblem {
  readonly file: string;
  /** From 1; columns count UTF-16 units. */
  readonly line: number;
  readonly column: number;
  /** As in the file: `notifications.channels.slack.webhook_url`; empty where the whole file is meant. */
  readonly path: string;
  /** What was expected, and a near miss or a remedy. */
  readonly message: string;
}

/** `helix.yaml:12:5 notifications.channels.slack.webhok_url: is not a known key; did you mean "webhook_url"?` */
export function formatProblem({ file, line, column, path, message }: ConfigProblem): string {
  return `${file}:${line}:${column} ${path === '' ? '' : `${path}: `}${message}`;
}
