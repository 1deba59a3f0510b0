-- Lists dead letters, the last that died first.
--
-- ARGV[10]  how many are wanted
-- ARGV[11…] the members meant, where they are named
--
-- Answers the place to go on from, '' and '' at the end; then of each letter its job's name and record, and its
-- batch's record.

local function lettersBehind()
  if #ARGV > 10 then return named({ unpack(ARGV, 11) }), { '', '' } end
  local count = fromAt == '' and call('ZCOUNT', set, '-inf', '(' .. ARGV[6]) or rankOf(set, fromAt, fromId)
  local oldest = call('ZCOUNT', set, '-inf', '(' .. wanted.since)
  local first = math.max(count - most, oldest)
  local letters = between(set, first, count - 1)
  if first == oldest or #letters == 0 then return letters, { '', '' } end
  return letters, { letters[1].at, (split(letters[1].member)) }
end

local letters, answer = lettersBehind()
local found, ids = meant(letters), {}
local first = math.max(1, #found - tonumber(ARGV[10]) + 1)
if first > 1 then answer = { found[first].at, (split(found[first].member)) } end
for at, letter in ipairs(found) do ids[at] = split(letter.ref) end
loadBatches(ids)
for at = #found, first, -1 do
  local job, record = call('GET', tag .. 'job:' .. found[at].ref), records[ids[at]]
  if job and record then
    answer[#answer + 1], answer[#answer + 2], answer[#answer + 3] = found[at].ref, job, record
  end
end
return answer
