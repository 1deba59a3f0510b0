-- Revives dead letters, afresh in age and count, progress and attempts kept. See take.lua.

local paceMs = tonumber(ARGV[10])

-- Whoever revives what had expired wants it tried: only an age limit that is still ahead holds.
local function placeInLine(job)
  local lane = changedLane(job.lane)
  local turn = paceMs == 0 and now or math.max(now, lane.revivedUntil or 0)
  lane.revivedUntil = turn + paceMs
  job.due = texted[math.ceil(turn)]
  job.since = job.due
  local isAhead = job.expires ~= '' and tonumber(job.expires) > tonumber(job.due)
  job.ends = endOf(job.due, job.ttl, isAhead and job.expires or '')
end

local function revive(job)
  job.reason, job.endedAt, job.attempts, job.lost = '', '', '0', '0'
  local verdict = verdictOn(job)
  if verdict then
    finish(job, 's', verdict)
    return 0
  end
  placeInLine(job)
  reenter(job)
  return 1
end

local ids, revived = {}, 0
for at, letter in ipairs(chosen) do ids[at] = split(letter.ref) end
loadBatches(ids)
for at, letter in ipairs(chosen) do
  local job = taken(letter)
  if job and records[ids[at]] then
    revived = revived + revive(job)
  elseif job then
    vanish(job)
  end
end
commit()
tidy(tonumber(ARGV[11]), tonumber(ARGV[12]))
return answered(table.concat({ revived, wanted.untilMs, goOn }, '\t'))
