/** Every run by its name. */
export const runs = {
  'kill-worker': () => import('./runs/kill-worker.mjs'),
  'kill-acceptor': () => import('./runs/kill-acceptor.mjs'),
  'fail-points': () => import('./runs/fail-points.mjs'),
  'disk-full': () => import('./runs/disk-full.mjs'),
  'torn-file': () => import('./runs/torn-file.mjs'),
  'storm-429': () => import('./runs/storm-429.mjs'),
  isolation: () => import('./runs/isolation.mjs'),
  overload: () => import('./runs/overload.mjs'),
  backlog: () => import('./runs/backlog.mjs'),
  'delivery-rate': () => import('./runs/delivery-rate.mjs'),
  'redis-kill': () => import('./runs/redis-kill.mjs'),
  'redis-hang': () => import('./runs/redis-hang.mjs'),
  'redis-cut': () => import('./runs/redis-cut.mjs'),
  'redis-failover': () => import('./runs/redis-failover.mjs'),
  'redis-full': () => import('./runs/redis-full.mjs'),
};
