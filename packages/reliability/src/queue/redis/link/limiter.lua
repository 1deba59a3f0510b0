-- One provider's limit, shared by all that name its key: a bucket for each period, all of one capacity.
-- KEYS[1] state, JSON: { filledAt, closedUntil, burst: named, rates: { <period in ms>: named & { level } }, sharers: { <id>: when last seen } }
--         named: { value, namedAt }: what holds is the lowest value that anybody named within the last minute
-- KEYS[2] answer of this very call, for its repeat
-- ARGV[1] call, JSON: { now?, id, take, back, debt, closeMs, burst?, rates: { <period in ms>: tokens per ms } }
-- Answers { granted, ms until the next token, sharers, ms until it opens again }
local recentMs, repeatMs, epsilon = 60000, 10000, 1e-6

local known = redis.call('GET', KEYS[2])
if known then
  return cjson.decode(known)
end
local call = cjson.decode(ARGV[1])
local state = cjson.decode(redis.call('GET', KEYS[1]) or '{"filledAt":0,"closedUntil":0,"rates":{},"sharers":{}}')
local time = redis.call('TIME')
local now = call.now or time[1] * 1000 + math.floor(time[2] / 1000)

local function lowest(held, value)
  local recent = held and now - held.namedAt <= recentMs
  if value and not (recent and held.value < value) then
    return { value = value, namedAt = now, level = held and held.level }
  end
  return recent and held or nil
end

state.burst = lowest(state.burst, call.burst)
local burst = state.burst and state.burst.value or math.huge
for period in pairs(call.rates) do
  state.rates[period] = state.rates[period] or { value = math.huge, namedAt = now, level = burst }
end
for period, rate in pairs(state.rates) do
  state.rates[period] = lowest(rate, call.rates[period])
end

state.sharers[call.id] = now
local sharers = 0
for id, seenAt in pairs(state.sharers) do
  if now - seenAt > recentMs then
    state.sharers[id] = nil
  else
    sharers = sharers + 1
  end
end

-- A clock that was set back refills nothing until it is where it was.
local elapsed = math.max(0, now - state.filledAt)
state.filledAt = math.max(state.filledAt, now)
state.closedUntil = math.max(state.closedUntil, now + call.closeMs)
local closedMs = state.closedUntil - now
local granted = closedMs > 0 and 0 or call.take
for _, rate in pairs(state.rates) do
  rate.level = math.min(burst, rate.level + elapsed * rate.value + call.back)
  rate.level = math.max(0, rate.level - call.debt)
  granted = math.min(granted, math.floor(rate.level + epsilon))
end

local waitMs, refillMs = closedMs, 0
for _, rate in pairs(state.rates) do
  rate.level = rate.level - granted
  waitMs = math.max(waitMs, math.ceil((1 - rate.level - epsilon) / rate.value))
  refillMs = math.max(refillMs, burst / rate.value)
end

-- A state that is gone is a full bucket, so it has to live until it would be full.
redis.call('SET', KEYS[1], cjson.encode(state), 'PX', math.ceil(math.max(recentMs, 2 * refillMs, closedMs)))
local answer = { granted, granted < call.take and waitMs or 0, sharers, closedMs }
redis.call('SET', KEYS[2], cjson.encode(answer), 'PX', repeatMs)
return answer
