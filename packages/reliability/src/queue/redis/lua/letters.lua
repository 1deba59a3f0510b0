-- Dead letters, as `dead` has them: `job id⇥lane` by time of death.
--
-- ARGV[3] lane, ARGV[4] reason ('' for any, otherwise `=` and the name), ARGV[5] since, ARGV[6] until: which are meant
-- ARGV[7] how many may be looked at
-- ARGV[8] and ARGV[9]: the place to go on from, time and job id; '' for the beginning

local set = keys.dead
local wanted = { lane = ARGV[3], reason = ARGV[4], since = tonumber(ARGV[5]), untilMs = tonumber(ARGV[6]) }
local most, fromAt, fromId = tonumber(ARGV[7]), ARGV[8], ARGV[9]

local function refOfLetter(member)
  local name, lane = split(member)
  return refOf(sub(name, 1, -#lane - 2), lane)
end

local function isMeant(letter)
  local _, lane = split(letter.member)
  local ofLane = wanted.lane == '' or wanted.lane == '=' .. lane
  return ofLane and letter.at >= wanted.since and letter.at < wanted.untilMs
end

local function hasReason(job)
  return wanted.reason == '' or wanted.reason == '=' .. job.reason
end

-- Those of the given members that are dead letters, in order of death.
local function named(members)
  local scores, found = call('ZMSCORE', set, unpack(members)), {}
  for at, member in ipairs(members) do
    if scores[at] then found[#found + 1] = { member = member, at = tonumber(scores[at]) } end
  end
  table.sort(found, function(a, b)
    return a.at < b.at or (a.at == b.at and isByteBefore(a.member, b.member))
  end)
  return found
end

-- Those meant, with their jobs as they are recorded.
local function meant(letters)
  local refs, chosen = {}, {}
  for _, letter in ipairs(letters) do
    if isMeant(letter) then
      letter.ref = refOfLetter(letter.member)
      refs[#refs + 1], chosen[#chosen + 1] = letter.ref, letter
    end
  end
  loadStates(refs)
  local found = {}
  for _, letter in ipairs(chosen) do
    local job = jobs[letter.ref]
    if not job or hasReason(job) then found[#found + 1] = letter end
  end
  return found
end
