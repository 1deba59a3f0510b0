-- What is kept of a lane, as MessagePack in a field of `lanes`:
--
--   waiting, retrying, leased, dead, delivered, failed, suppressed, deliveredAt, failedAt     what `counts()` tells
--   suspect        the job that lost a lease and is leased again
--   revivedUntil   until when what was revived has taken its places
--   isPrepared     that its leases are (moves.lua)
--   pause, pausedAt, pausedUntil   of a pause: why (JSON), since when, until when

local lanes, changedLanes = {}, {}
local newLane = { waiting = 0, retrying = 0, leased = 0, dead = 0, delivered = 0, failed = 0, suppressed = 0 }

local function laneOf(name)
  local known = lanes[name]
  if known then return known end
  local text = call('HGET', keys.lanes, name)
  known = cmsgpack.unpack(text or cmsgpack.pack(newLane))
  lanes[name] = known
  return known
end

local function changedLane(name)
  changedLanes[name] = true
  return laneOf(name)
end

local function count(name, kind, by)
  local lane = changedLane(name)
  lane[kind] = lane[kind] + by
end

local function isPaused(lane)
  return lane.pause ~= nil and (lane.pausedUntil == nil or lane.pausedUntil > now)
end

local function saveLanes()
  local fields = {}
  for name in pairs(changedLanes) do
    fields[#fields + 1] = name
    fields[#fields + 1] = cmsgpack.pack(lanes[name])
  end
  if #fields > 0 then call('HSET', keys.lanes, unpack(fields)) end
end
