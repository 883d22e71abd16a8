// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// GetJDBCJob reads a job with everything that GET of its pipeline leaves out: credentials reference, columns, keys,
// transformations. Only jobs of the connector "jdbc" can be read
// (docs.dadosfera.ai/reference/platformapicontroller_getjdbcjob).
func (c *Client) GetJDBCJob(ctx context.Context, jobID string) (Job, error) {
	a, err := c.sendTo(ctx, getJDBCJob, jobID, nil)
	if err != nil {
		return Job{}, err
	}
	object, err := decodeObject(unwrap(a.body))
	if err != nil {
		return Job{}, unexpected(a, err)
	}
	job, err := decodeJob(object)
	if err != nil {
		return Job{}, unexpected(a, err)
	}
	if other := textOf(object["job_id"]); other != "" && !SameID(other, jobID) {
		return Job{}, unreadable(a, fmt.Errorf("the answer is about another job, %q", a.words(other)))
	}
	if job.Input == nil {
		return Job{}, unexpected(a, errors.New("it has no source_config"))
	}
	job.ID = jobID
	return job, nil
}

// IsJDBC says whether jobs of a connector, which is in a job's input, are JDBC jobs. The platform's letter case is not
// known to be always the same.
func IsJDBC(connector string) bool { return strings.EqualFold(connector, "jdbc") }

// PatchJobInput changes the given fields of a job's input and leaves the others. Columns in column_include_list are
// added to those that are there; none is ever removed
// (docs.dadosfera.ai/reference/platformapicontroller_patchjobinput).
func (c *Client) PatchJobInput(ctx context.Context, jobID string, fields Document) error {
	return c.writeJob(ctx, patchJobInput, jobID, fields)
}

// writeJob sends a change of a job. IsNotFound says that there is no such job, by the platform's own word: no list settles
// what else a 404 may mean.
func (c *Client) writeJob(ctx context.Context, r route, jobID string, body any) error {
	c.snapshot.end()
	a, err := c.sendTo(ctx, r, jobID, body)
	err = carriedOut(a, err)
	if own, ok := ownError(err); ok && judge(own, jobID) == saysGone {
		gone := *own
		gone.settled = true
		return &gone
	}
	return err
}

// SyncMode is how a JDBC job loads its table.
type SyncMode struct {
	// LoadType is "full_load", "incremental" or "incremental_with_qualify".
	LoadType string `json:"target_load_type"`
	// IncrementalColumnName and IncrementalColumnType are needed for both incremental load types.
	IncrementalColumnName string `json:"incremental_column_name,omitempty"`
	IncrementalColumnType string `json:"incremental_column_type,omitempty"`
	// PrimaryKeys are needed for "incremental_with_qualify".
	PrimaryKeys []string `json:"primary_keys,omitempty"`
}

// SetSyncMode changes the load type of a JDBC job. The reference documents PUT, the guides POST: PUT is sent, and POST
// where the platform has no such PUT (docs.dadosfera.ai/reference/platformapicontroller_updatejdbcsyncmode).
func (c *Client) SetSyncMode(ctx context.Context, jobID string, mode SyncMode) error {
	err := c.writeJob(ctx, putSyncMode, jobID, mode)
	noPut, missing := hasNoMethod(err), foundNothing(err)
	if !noPut && !missing {
		return err
	}
	postErr := c.writeJob(ctx, postSyncMode, jobID, mode)
	// Where neither is taken, the answer counts that is about the job.
	if hasNoMethod(postErr) || foundNothing(postErr) && !noPut {
		return err
	}
	return postErr
}

func hasNoMethod(err error) bool {
	e, ok := ownError(err)
	return ok && e.Status == http.StatusMethodNotAllowed
}

// ResetJobState makes the next run of a job a full extraction
// (docs.dadosfera.ai/reference/platformapicontroller_resetjobstate).
func (c *Client) ResetJobState(ctx context.Context, jobID string) error {
	return c.writeJob(ctx, resetJobState, jobID, nil)
}

// JDBCDatatypes gives the column types that an incremental load can go by, by plugin ("postgresql", "mysql", ...)
// (docs.dadosfera.ai/reference/platformapicontroller_getjdbcalloweddatatypes).
func (c *Client) JDBCDatatypes(ctx context.Context) (map[string][]string, error) {
	a, err := c.send(ctx, repeatable, http.MethodGet, "/platform/jobs/jdbc/configs/allowed_datatypes", nil)
	if err != nil {
		return nil, err
	}
	object, err := decodeObject(unwrap(a.body))
	if err != nil {
		return nil, unexpected(a, err)
	}
	types := make(map[string][]string, len(object))
	for plugin := range object {
		if list, err := object.Texts(plugin); err == nil && list.Has() {
			types[plugin] = list.Value // what is no list of texts is not about a plugin
		}
	}
	if len(types) == 0 {
		return nil, unreadable(a, errors.New("the answer does not map plugins to lists of types"))
	}
	return types, nil
}
