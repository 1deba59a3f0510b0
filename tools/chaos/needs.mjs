import { spawnSync } from 'node:child_process';

const succeeds = (command, ...args) => spawnSync(command, args).status === 0;

// What a machine may forbid, by what a run calls it, and how to find out.
const needs = {
  strace: { what: 'strace, and to be allowed to trace', isThere: () => succeeds('strace', '-o', '/dev/null', 'true') },
  prlimit: { what: 'prlimit', isThere: () => succeeds('prlimit', '--nofile=64', 'true') },
  mount: {
    what: 'to be allowed to mount (root)',
    isThere: () => succeeds('unshare', '-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'),
  },
};

/** What this machine lacks of what a run needs. */
export function lacking({ needs: wanted = [] }) {
  return wanted.filter(name => !needs[name].isThere()).map(name => needs[name].what);
}
