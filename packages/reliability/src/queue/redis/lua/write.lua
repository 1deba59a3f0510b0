-- How a script writes: it works on what it read, and all of it is written at the end, in one command for each key. What
-- fails before that has changed nothing.

-- For how long a repeated request is recognised: several times a call's deadline.
local answerMs = 30000

local sets, texts, finished, woken = {}, {}, {}, false

-- Where a member will stand in a sorted set, or that it goes (false).
local function place(set, member, score)
  local changes = sets[set]
  if not changes then
    changes = {}
    sets[set] = changes
  end
  changes[member] = score
end

-- Must come before a set is read that this script may have changed.
local function flushSet(set)
  local changes = sets[set]
  if not changes then return end
  sets[set] = nil
  local gone, come, goes, comes = { 'ZREM', set }, { 'ZADD', set }, 2, 2
  for member, score in pairs(changes) do
    if score then
      come[comes + 1], come[comes + 2] = score, member
      comes = comes + 2
    else
      goes = goes + 1
      gone[goes] = member
    end
  end
  if goes > 2 then call(unpack(gone, 1, goes)) end
  if comes > 2 then call(unpack(come, 1, comes)) end
end

local function flushTexts()
  local gone, come, goes, comes = { 'UNLINK' }, { 'MSET' }, 1, 1
  for key, text in pairs(texts) do
    if text then
      come[comes + 1], come[comes + 2] = key, text
      comes = comes + 2
    else
      goes = goes + 1
      gone[goes] = key
    end
  end
  texts = {}
  if goes > 1 then call(unpack(gone, 1, goes)) end
  if comes > 1 then call(unpack(come, 1, comes)) end
end

local function flushFinished()
  if #finished > 0 then call('RPUSH', keys.finished, unpack(finished)) end
  finished = {}
end

-- What this very request was answered already, where its answer was lost on the way.
local function earlierAnswer()
  return call('GET', tag .. 'answer:' .. ARGV[2])
end

local function flush()
  for set in pairs(sets) do flushSet(set) end
  flushTexts()
  flushFinished()
  call('HSET', keys.meta, 'now', now, 'seq', seq, 'size', size, 'knownUntil', knownUntil)
  -- One hint is enough for one who waits; more are for others.
  if woken and call('LLEN', keys.wake) < 8 then call('RPUSH', keys.wake, '') end
end

local function answered(answer)
  flush()
  call('SET', tag .. 'answer:' .. ARGV[2], answer, 'PX', answerMs)
  return answer
end
