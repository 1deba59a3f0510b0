-- Reads records, many in one command, each once.

local records = {}

local function textsOf(kind, names)
  local keys, count = {}, 0
  for place = 1, #names do
    count = count + 1
    keys[count] = tag .. kind .. names[place]
  end
  return count == 0 and keys or call('MGET', unpack(keys, 1, count))
end

local function loadBatches(ids)
  local found = textsOf('batch:', ids)
  for place = 1, #ids do records[ids[place]] = found[place] end
end

-- Jobs that were claimed once. Answers which of them were not.
local function loadStates(refs)
  local wanted, without = {}, {}
  for place = 1, #refs do
    if jobs[refs[place]] == nil then wanted[#wanted + 1] = refs[place] end
  end
  local found = textsOf('job:', wanted)
  for place = 1, #wanted do
    local ref = wanted[place]
    jobs[ref] = found[place] and jobOfText(ref, found[place]) or nil
    if not jobs[ref] then without[#without + 1] = ref end
  end
  return without
end

-- A job of which nothing is left but its name: somebody removed its records by hand.
local function ghost(id, lane)
  return {
    id = id, lane = lane, ref = refOf(id, lane), isGone = true, state = '', token = '', attempts = '0', lost = '0',
    endedAt = '', reason = '', siblings = '1', status = '', rank = '0', due = '0', since = '0', ends = '0', at = '0',
    seq = '0', thread = '', ttl = '', expires = '', tail = noTail,
  }
end

-- A job that was never claimed; its batch must be loaded.
local function fromBatch(id, lane)
  local ref, record = refOf(id, lane), records[id]
  jobs[ref] = jobs[ref] or record and jobOfBatch(id, lane, record) or ghost(id, lane)
  return jobs[ref]
end

local function loadJobs(refs)
  local without, ids = loadStates(refs), {}
  for place = 1, #without do
    local id = split(without[place])
    if records[id] == nil then ids[#ids + 1] = id end
  end
  loadBatches(ids)
  for place = 1, #without do fromBatch(split(without[place])) end
end

local function jobOf(ref)
  if jobs[ref] == nil then loadJobs({ ref }) end
  return jobs[ref]
end
