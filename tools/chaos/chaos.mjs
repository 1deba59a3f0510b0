// npm run chaos -- NAME: breaks things while notifications flow, and checks that nothing accepted is lost.
import { ensureBuilt, ensureInstalled, ensureRedis, ensureStrace } from '../lib.mjs';
import { list, playOne, usage } from './commands.mjs';
import { report } from './report.mjs';
import { runs } from './runs.mjs';
import { smoke } from './smoke.mjs';

const [name, ...flags] = process.argv.slice(2);
const commands = { list, report, smoke: built(smoke) };
const command = commands[name] ?? (Object.hasOwn(runs, name ?? '') ? built(() => playOne(name, flags)) : usage);

// Whoever ends us: on our exit all that we started ends, and what was mounted is gone.
// Each of them listens for that.
process.setMaxListeners(0);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));
try {
  process.exitCode = await command(flags);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

function built(then) {
  return flags => {
    ensureInstalled();
    ensureRedis();
    ensureStrace();
    ensureBuilt();
    return then(flags);
  };
}
