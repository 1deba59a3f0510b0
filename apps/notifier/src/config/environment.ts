import { env } from 'node:process';

/** Variables by name, as a process has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The one place where the environment of this process is read. */
export const environment: Environment = env;
