export { redisQueue as openRedis } from '@helix/reliability/redis';
