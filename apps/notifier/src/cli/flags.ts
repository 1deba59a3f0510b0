import { Option } from 'commander';
import { port } from './arguments.js';

export const configFlag = () => new Option('--config <file>', 'the configuration').default('helix.yaml');
export const portFlag = () => new Option('--port <port>', 'listen on this port').argParser(port);
export const formatFlag = () =>
  new Option('-o, --output <format>', 'how to print').choices(['table', 'json']).default('table');
export const severityFlag = () => new Option('--severity <severity>').choices(['info', 'warning', 'error', 'critical']);
export const serverFlag = () =>
  new Option('--server <url>', 'the running server; its key is read from HELIX_API_KEY').default(
    'http://127.0.0.1:8420',
  );
