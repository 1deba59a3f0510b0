-- Pauses a lane, or ends its pause.
--
-- ARGV[3]  the lane
-- ARGV[4]  why, JSON; '' to end it
-- ARGV[5]  until when, in ms; '' for until somebody ends it

local lane = changedLane(ARGV[3])
lane.pause = ARGV[4] ~= '' and ARGV[4] or nil
lane.pausedAt = lane.pause and now
lane.pausedUntil = tonumber(ARGV[5])
woken = lane.pause == nil
saveLanes()
return answered('')
