-- ARGV[3…] lanes
--
-- Answers in how many ms one of them has something due, 0 where it has; '' where only a change can bring it about. Hints
-- that are left then are of what was claimed meanwhile.

local function dueIn(name)
  local lane, dueAt = laneOf(name), math.huge
  if not lane.suspect and call('EXISTS', tag .. 'suspects:' .. name) == 1 then dueAt = now end
  for rank = 0, 3 do
    local first = call('ZRANGE', readyOf(name, rank), 0, 0, 'WITHSCORES')[2]
    dueAt = math.min(dueAt, tonumber(first) or math.huge)
  end
  if isPaused(lane) then dueAt = math.max(dueAt, lane.pausedUntil or math.huge) end
  return math.max(0, dueAt - now)
end

local soonest = math.huge
for at = 3, #ARGV do soonest = math.min(soonest, dueIn(ARGV[at])) end
if soonest > 0 then call('UNLINK', keys.wake) end
return soonest < math.huge and tostring(soonest) or ''
