import { Option, type Command } from 'commander';
import { environment } from '../config/environment.js';
import { future, past, perSecond } from './arguments.js';
import { pause, resume, test, type PauseOptions } from './channel-commands.js';
import { dropDead, listDead, replayDead, showDead, type DeadLetterFilter } from './dead-letters.js';
import { formatFlag, serverFlag } from './flags.js';
import type { Format, Output } from './output.js';
import { stats } from './stats.js';

interface Flags {
  readonly server: string;
  readonly output: Format;
}
type Exit = (code: number) => void;

const onServer = (command: Command) => command.addOption(serverFlag()).addOption(formatFlag());
const serverOf = ({ server }: Flags) => ({ url: server, apiKey: environment.HELIX_API_KEY });

/** The commands that look after a running server. */
export function operating(cli: Command, output: Output, exit: Exit): void {
  const dead = cli.command('dead-letters').description('what will not be tried again by itself');
  lookingAtDead(dead, output, exit);
  endingDead(dead, output, exit);
  channels(cli, output, exit);
  onServer(cli.command('stats').description('deliveries sent and failed, by channel, and what waits')).action(
    async (flags: Flags) => exit(await stats(serverOf(flags), flags.output, output)),
  );
}

const filtered = (command: Command) =>
  onServer(command)
    .option('--channel <name>', 'only those of this channel')
    .option('--reason <code>', 'only those that failed for this reason')
    .addOption(
      new Option('--since <time>', 'only those that died since then, or so long ago, such as 2h').argParser(past),
    );

function lookingAtDead(dead: Command, output: Output, exit: Exit): void {
  filtered(dead.command('list').description('list them, last died first')).action(
    async (flags: Flags & DeadLetterFilter) =>
      exit(await listDead(filterOf(flags), serverOf(flags), flags.output, output)),
  );
  onServer(dead.command('show <id>').description('one of them, with its attempts')).action(
    async (id: string, flags: Flags) => exit(await showDead(id, serverOf(flags), flags.output, output)),
  );
}

function endingDead(dead: Command, output: Output, exit: Exit): void {
  filtered(dead.command('replay [id]').description('try them again: one, or all that the filter finds'))
    .addOption(new Option('--max-per-second <n>', 'at this pace').argParser(perSecond))
    .action(async (id: string | undefined, flags: Flags & DeadLetterFilter & { readonly maxPerSecond?: number }) => {
      const which = { ...whichOf(dead, id, flags), maxPerSecond: flags.maxPerSecond };
      exit(await replayDead(which, serverOf(flags), flags.output, output));
    });
  filtered(dead.command('drop [id]').description('forget them for good: one, or all that the filter finds')).action(
    async (id: string | undefined, flags: Flags & DeadLetterFilter) =>
      exit(await dropDead(whichOf(dead, id, flags), serverOf(flags), flags.output, output)),
  );
}

const filterOf = ({ channel, reason, since }: DeadLetterFilter): DeadLetterFilter => ({ channel, reason, since });

/** Either one or a filter: who forgets the filter does not mean all. */
function whichOf(dead: Command, id: string | undefined, flags: DeadLetterFilter) {
  const filter = filterOf(flags);
  const isFiltered = Object.values(filter).some(value => value !== undefined);
  if ((id === undefined) !== isFiltered)
    dead.error('error: say which: either an ID, or --channel, --reason, --since or several of these', { exitCode: 2 });
  return { id, ...filter };
}

function channels(cli: Command, output: Output, exit: Exit): void {
  onServer(cli.command('pause <channel>').description('let nothing of a channel leave; what comes in waits'))
    .option('--reason <text>', 'why, for whoever looks')
    .addOption(new Option('--until <time>', 'resume by itself then, or after so long, such as 2h').argParser(future))
    .action(async (name: string, { reason, until, ...flags }: Flags & PauseOptions) =>
      exit(await pause(name, { reason, until }, serverOf(flags), flags.output, output)),
    );
  onServer(cli.command('resume <channel>').description('end a pause, and close the channel’s breaker')).action(
    async (name: string, flags: Flags) => exit(await resume(name, serverOf(flags), flags.output, output)),
  );
  onServer(cli.command('test <channel>').description('send a real test message through one channel')).action(
    async (name: string, flags: Flags) => exit(await test(name, serverOf(flags), flags.output, output)),
  );
}
