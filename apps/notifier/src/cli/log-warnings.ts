import type { Logger } from 'pino';

/** Node's warnings go to the log, a line of JSON each as all else there. Answers how to undo that. */
export function logWarnings(log: Logger): () => void {
  const before = process.listeners('warning');
  const tell = (warning: Error) => log.warn({ warning: warning.name }, warning.message);
  process.removeAllListeners('warning').on('warning', tell);
  return () => {
    process.off('warning', tell);
    for (const listener of before) process.on('warning', listener);
  };
}
