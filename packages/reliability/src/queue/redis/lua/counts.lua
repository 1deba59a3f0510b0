-- Answers of each lane: its name; waiting, retrying, leased, dead, delivered, failed, suppressed; for how long the oldest
-- has been due, and the oldest lease; when it last delivered and failed; the pause and since when. '' for what there is not.

local function firstScore(set)
  return tonumber(call('ZRANGE', set, 0, 0, 'WITHSCORES')[2]) or math.huge
end

local function oldestAge(name, lane)
  if lane.waiting + lane.retrying == 0 then return 0 end
  local oldest = firstScore(tag .. 'ages:' .. name)
  for rank = 0, 3 do oldest = math.min(oldest, firstScore(readyOf(name, rank))) end
  return math.max(0, now - oldest)
end

local function oldestLeaseAge(name, lane)
  return lane.leased == 0 and 0 or now - math.min(now, firstScore(tag .. 'leased:' .. name))
end

local fields, answer = call('HGETALL', keys.lanes), {}
for at = 1, #fields, 2 do
  local name, lane = fields[at], cmsgpack.unpack(fields[at + 1])
  local paused = isPaused(lane)
  answer[#answer + 1] = {
    name, lane.waiting, lane.retrying, lane.leased, lane.dead, lane.delivered, lane.failed, lane.suppressed,
    oldestAge(name, lane), oldestLeaseAge(name, lane), lane.deliveredAt or '', lane.failedAt or '',
    paused and lane.pause or '', paused and lane.pausedAt or '',
  }
end
return answer
