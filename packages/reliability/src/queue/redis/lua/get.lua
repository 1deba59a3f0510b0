-- ARGV[3]  a batch's id
--
-- Answers its record, and of each of its jobs the record, '' where it was never claimed; nothing where nobody knows it.

local id = ARGV[3]
loadBatches({ id })
if not records[id] then return {} end
local refs = {}
for at, lane in ipairs(lanesOf(records[id])) do refs[at] = refOf(id, lane) end
local found = textsOf('job:', refs)
for at = 1, #refs do found[at] = found[at] or '' end
return { records[id], unpack(found) }
