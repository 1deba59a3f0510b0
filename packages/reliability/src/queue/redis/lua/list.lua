-- Lists batches, the newest accepted first.
--
-- ARGV[3]  accepted since
-- ARGV[4]  how many
-- ARGV[5] and ARGV[6]: the place to go on from, time and id; '' for the beginning
--
-- Answers the place to go on from, '' and '' at the end; then of each batch its id, its record, and a list of
-- its jobs' records, '' where one was never claimed.

local set, most = keys.accepted, tonumber(ARGV[4])
local count = ARGV[5] == '' and call('ZCARD', set) or rankOf(set, ARGV[5], ARGV[6])
local oldest = call('ZCOUNT', set, '-inf', '(' .. ARGV[3])
local first = math.max(count - most, oldest)
local found, ids, answer = between(set, first, count - 1), {}, { '', '' }
if first > oldest and #found > 0 then answer = { found[1].at, found[1].member } end
for at, batch in ipairs(found) do ids[at] = batch.member end
loadBatches(ids)
for at = #found, 1, -1 do
  local id = ids[at]
  if records[id] then
    local refs = {}
    for place, lane in ipairs(lanesOf(records[id])) do refs[place] = refOf(id, lane) end
    local texts = textsOf('job:', refs)
    for place = 1, #refs do texts[place] = texts[place] or '' end
    answer[#answer + 1], answer[#answer + 2], answer[#answer + 3] = id, records[id], texts
  end
end
return answer
