import { priorities, types, type Json, type Priority, type Type } from '@helix/notify-core';
import { Command, Option } from 'commander';
import { environment } from '../config/environment.js';
import { fileText, json, names, pairs, textOrStdin } from './arguments.js';
import { check } from './check.js';
import { emit } from './emit.js';
import { configFlag, formatFlag, portFlag, serverFlag, severityFlag } from './flags.js';
import { load, type ServerFlags } from './load.js';
import { operating } from './operating.js';
import type { Format, Output } from './output.js';
import { previewEvent } from './preview.js';
import { sandbox } from './sandbox.js';
import { dryRun, send } from './send.js';
import { serve } from './serve.js';

interface WithConfig {
  readonly config: string;
  readonly output: Format;
}

/** All commands; each action's exit code goes to `exit`. */
export function program(output: Output, exit: (code: number) => void): Command {
  const cli = new Command('helix-notifier')
    .description('Turns events into notifications, and gets them delivered.')
    .option('--verbose', 'print the stack trace of an unexpected error')
    .showSuggestionAfterError()
    .configureOutput({ writeOut: text => output.line(text.trimEnd()), writeErr: text => output.error(text.trimEnd()) })
    .exitOverride();
  serving(cli, output, exit);
  sending(cli, output, exit);
  looking(cli, output, exit);
  operating(cli, output, exit);
  return cli;
}

function serving(cli: Command, output: Output, exit: (code: number) => void): void {
  cli
    .command('serve')
    .description('run the service')
    .addOption(configFlag())
    .option('--host <host>', 'listen on this address')
    .addOption(portFlag())
    .action(async ({ config, ...flags }: WithConfig & ServerFlags) =>
      exit(await serve(load(config, output, flags), output)),
    );
  cli
    .command('sandbox')
    .description('run the service against local mock receivers, with events that come by themselves')
    .addOption(portFlag().default(8420))
    .option('--no-traffic', 'send no events by itself')
    .action(async (flags: { readonly port: number; readonly traffic: boolean }) => {
      const coloured = process.stdout.isTTY && !environment.NO_COLOR;
      exit(await sandbox({ port: flags.port, withTraffic: flags.traffic, coloured }, output));
    });
}

interface SendFlags extends WithConfig {
  readonly channel: readonly string[];
  readonly title: string;
  readonly message?: string;
  readonly type?: Type;
  readonly priority?: Priority;
  readonly metadata?: Readonly<Record<string, Json>>;
  readonly dryRun?: boolean;
}

interface EmitFlags {
  readonly data?: string;
  readonly severity?: string;
  readonly source: string;
  readonly server: string;
}

function sending(cli: Command, output: Output, exit: (code: number) => void): void {
  cli
    .command('send')
    .description('send one notification, without a server')
    .requiredOption('--channel <names>', 'one or more, with commas between', names)
    .requiredOption('--title <text>')
    .option('--message <text>', 'the text, or - for standard input')
    .addOption(new Option('--type <type>').choices(types))
    .addOption(new Option('--priority <priority>').choices(priorities))
    .option('--metadata <key=value...>', 'may be repeated', pairs)
    .option('--dry-run', 'print the exact request of each channel, secrets masked; send nothing')
    .addOption(configFlag())
    .action(async ({ config, channel, message = '', dryRun: dry, ...flags }: SendFlags) => {
      const { title, type, priority, metadata } = flags;
      const input = { channels: channel, title, message: textOrStdin(message), type, priority, metadata };
      exit(await (dry ? dryRun : send)(load(config, output), input, output));
    });
  cli
    .command('emit <type>')
    .description('post one event to a running server')
    .option('--data <json>', 'the event’s data, or - for standard input')
    .addOption(severityFlag())
    .option('--source <source>', 'where it happened', 'cli')
    .addOption(serverFlag())
    .action(async (type: string, { data, severity, source, server }: EmitFlags) => {
      const event = {
        type,
        source,
        severity,
        data: data === undefined ? undefined : json(textOrStdin(data), '--data'),
      };
      exit(await emit(event, { url: server, apiKey: environment.HELIX_API_KEY }, output));
    });
}

function looking(cli: Command, output: Output, exit: (code: number) => void): void {
  cli
    .command('check')
    .description('validate the configuration: every problem at once, each with its place')
    .addOption(configFlag())
    .addOption(formatFlag())
    .action((flags: WithConfig) => exit(check(flags.config, flags.output, output)));
  cli
    .command('preview <event.json>')
    .description('show which rules match an event, and each channel’s message; - reads standard input')
    .addOption(configFlag())
    .addOption(formatFlag())
    .action((file: string, flags: WithConfig) =>
      exit(previewEvent(load(flags.config, output), fileText(file), file, flags.output, output)),
    );
}
