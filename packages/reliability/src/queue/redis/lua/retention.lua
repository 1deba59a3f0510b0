-- Lets go of what was kept long enough, in slices, so that no call pays for many. What it was is remembered for a day
-- from its acceptance on: `known:<id>` holds its fingerprint and lanes.

local knownMs = 86400000

local function remember(id, record, lanes)
  local untilMs = match(record, '^%d+') + knownMs
  local leftMs = untilMs - now
  if leftMs <= 0 then return end
  local text = table.concat({ texted[untilMs], fingerprintOf(record), unpack(lanes) }, '\t')
  call('SET', tag .. 'known:' .. id, text, 'PX', leftMs)
  knownUntil = math.max(knownUntil, untilMs)
end

local function letGo(id, record)
  place(keys.accepted, id, false)
  texts[tag .. 'batch:' .. id] = false
  if not record then return end
  local lanes = lanesOf(record)
  for _, lane in ipairs(lanes) do texts[tag .. 'job:' .. refOf(id, lane)] = false end
  remember(id, record, lanes)
end

local function overTime(finishedMs, excess)
  local ids = {}
  for place, entry in ipairs(call('LRANGE', keys.finished, 0, mostMoves - 1)) do
    local at, id = match(entry, '^(%d+)\t(.*)$')
    if at + finishedMs > now and place > excess then break end
    ids[place] = id
  end
  return ids
end

local function tidy(finishedMs, maxFinished)
  flushFinished()
  local oldest = call('LINDEX', keys.finished, 0)
  if not oldest then return end
  local excess = call('LLEN', keys.finished) - maxFinished
  if excess <= 0 and match(oldest, '^%d+') + finishedMs > now then return end
  flushTexts()
  local ids = overTime(finishedMs, excess)
  call('LPOP', keys.finished, #ids)
  loadBatches(ids)
  for _, id in ipairs(ids) do letGo(id, records[id]) end
end
