-- Takes dead letters off their list, the oldest death first: to be revived or dropped by what stands after this.
--
-- ARGV[10]  the pace of a revive, in ms between two jobs; '' for a drop
-- ARGV[11]  how long finished batches are kept, in ms
-- ARGV[12]  and how many
-- ARGV[13…] the members meant, where they are named
--
-- Answers `count⇥until⇥at⇥id`: how many, up to which time of death, and the place to go on from, '' at the end.

local earlier = earlierAnswer()
if earlier then return earlier end

-- What dies from now on is another call's.
wanted.untilMs = math.min(wanted.untilMs, now + 1)

local function lettersAhead()
  if #ARGV >= 13 then return named({ unpack(ARGV, 13) }), '\t' end
  local first = fromAt == '' and call('ZCOUNT', set, '-inf', '(' .. wanted.since) or rankOf(set, fromAt, fromId .. '\n')
  local letters = between(set, first, first + most - 1)
  local last = letters[#letters]
  if not last or #letters < most or last.at >= wanted.untilMs then return letters, '\t' end
  return letters, last.at .. '\t' .. split(last.member)
end

-- Off the list; nil where nothing but the list knew of it.
local function taken(letter)
  place(set, letter.member, false)
  local job = jobOf(letter.ref)
  count(job.lane, 'dead', -1)
  return not job.isGone and job or nil
end

local letters, goOn = lettersAhead()
local chosen = meant(letters)
