-- Small values beside the queue, a full memory notwithstanding: an open breaker must be able to take its probe.
-- KEYS[1] hash: key -> "<token of the call that wrote it> <JSON>"   KEYS[2] sorted set: key, scored by its end in ms
-- ARGV    verb, token of this call, now in ms or '' for the server's clock, key, JSON, end after ms or ''
-- Answers get: the field   list: all fields   add: 1 for the call that put it, else 0   put, delete: nothing
local values, ends = KEYS[1], KEYS[2]
local verb, token, now, key, json, ttl = unpack(ARGV)

if now == '' then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

local function put()
  redis.call('HSET', values, key, token .. ' ' .. json)
  if ttl == '' then
    redis.call('ZREM', ends, key)
  else
    redis.call('ZADD', ends, now + ttl, key)
  end
end

-- There are as many records as lanes and notices: sweeping what has ended needs no turn of its own.
for _, ended in ipairs(redis.call('ZRANGE', ends, '-inf', now, 'BYSCORE')) do
  redis.call('HDEL', values, ended)
  redis.call('ZREM', ends, ended)
end

if verb == 'get' then
  return redis.call('HGET', values, key)
elseif verb == 'list' then
  return redis.call('HGETALL', values)
elseif verb == 'put' then
  put()
elseif verb == 'add' then
  local known = redis.call('HGET', values, key)
  if not known then
    put()
  end
  -- The repeat of the call that put it meets its own token.
  return (not known or known:sub(1, #token) == token) and 1 or 0
elseif verb == 'delete' then
  redis.call('HDEL', values, key)
  redis.call('ZREM', ends, key)
end
