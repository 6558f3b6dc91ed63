// Package matrix turns two answers - does this lead fit, and is it ready - into
// a quadrant, a status, a team with an action, and an owner.
//
// [Locate] finds the [Cell] of the table:
//
//	               ready                readiness unknown    not ready
//	fit good       good_fit_ready                            good_fit_not_ready
//	fit unknown    fit_unknown_ready    readiness_unknown    fit_unknown_not_ready
//	fit poor       poor_fit_ready                            poor_fit_not_ready
//
// A cell has a [Quadrant], a [Status], and by [Grid.At] a team and an action:
//
//	cell                    quadrant              team       action               status
//	good_fit_ready          good_fit_ready        sales      call                 mql; sql if the hand is raised
//	good_fit_not_ready      good_fit_not_ready    marketing  nurture              nurture
//	poor_fit_ready          poor_fit_ready        sales      research             research
//	poor_fit_not_ready      poor_fit_not_ready    marketing  keep                 nurture
//	fit_unknown_ready       undetermined          sales      research; ask if     research
//	                                                         the hand is raised
//	fit_unknown_not_ready   undetermined          marketing  enrich               nurture
//	readiness_unknown       undetermined          marketing  enrich               nurture
//
// A [Route] then picks one of the team's owners, the same one each time.
package matrix
