// SPDX-License-Identifier: MPL-2.0

package pipeline_test

// The reasons why a test holds for the documented behavior of the platform alone.
const (
	readsStatusAtOnce = "expects a change of the status to be shown at once"
	quotesIDs         = "quotes ids as the documented platform spells them"
	quotesNotFound    = "quotes the documented response for what does not exist"
	readsHiddenFields = "is about fields that the documented platform hides"
	readsCreate       = "is about what the documented response to a create proves"
	countsRequests    = "counts or lists the requests to the documented platform"
)

// documentedOnly are the tests that are skipped under another contract (MAESTRO_CONTRACT).
var documentedOnly = map[string]string{
	"TestAdoption_requestsOfTwoHundredPipelines":      countsRequests,
	"TestBulkRefresh_unreadPipelineIsRead":            readsCreate,
	"TestDiagnostics_escapeCodesAreRemoved":           quotesIDs,
	"TestExplain_adviceForTheOperation":               quotesNotFound,
	"TestExport_createsTheSamePipelineAgain":          readsHiddenFields,
	"TestGenerateConfig_planIsEmpty":                  readsHiddenFields,
	"TestInterrupt_endsWaits":                         quotesIDs,
	"TestInterrupt_stateIsTrue":                       quotesIDs,
	"TestJobIDs_byTable":                              quotesIDs,
	"TestJobIDs_createNotReadBack":                    readsCreate,
	"TestJobIDs_incompleteUpdate":                     quotesIDs,
	"TestJobIDs_olderState":                           quotesIDs,
	"TestPipelineCreate_createBeforeDestroyName":      quotesIDs,
	"TestPipelineCreate_incompleteIsReadBack":         readsStatusAtOnce,
	"TestPipelineCreate_ineffectivePauseIsReported":   quotesIDs,
	"TestPipelineCreate_killedUnderEachRefusal":       quotesIDs,
	"TestPipelineCreate_lateFailureKeepsID":           readsCreate,
	"TestPipelineCreate_unverifiedSuccess":            readsCreate,
	"TestPipelineDelete_drain":                        quotesNotFound,
	"TestPipelineDelete_retire":                       quotesIDs,
	"TestPipelineDelete_retireIsFinishedByTheNextRun": quotesIDs,
	"TestPipelineImport_hostileIDs":                   countsRequests,
	"TestPipelineImport_idAndIdentity":                quotesIDs,
	"TestPipelinePlan_adoptionIsLimited":              readsHiddenFields,
	"TestPipelinePlan_nameIsTaken":                    quotesIDs,
	"TestPipelinePlan_replacementNeedsPermission":     quotesIDs,
	"TestPipelinePlan_retireMustBeAppliedFirst":       quotesIDs,
	"TestPipelineRead_stateEditedByHand":              readsStatusAtOnce,
	"TestPipelineUpdate_differentValuesAreReported":   readsStatusAtOnce,
	"TestPipelineUpdate_incomplete":                   readsStatusAtOnce,
	"TestPipelineUpdate_notFoundAfterSuccess":         readsCreate,
	"TestPipelineUpdate_unconfirmedInputIsSentAgain":  readsHiddenFields,
	"TestPipelineUpdate_unconfirmedMemoryIsSentAgain": countsRequests,
	"TestPipeline_idAndIdentityKeepSpelling":          quotesIDs,
	"TestPipeline_lifeCycle":                          quotesIDs,
	"TestRequests_ofEachOperation":                    countsRequests,
	"TestSimulation_replay":                           readsCreate,
	"TestTimeouts_errorNamesOperation":                readsCreate,
}
