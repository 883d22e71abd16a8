// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// GetJDBCJob reads a job with what GET of its pipeline omits: reference to the credentials, columns, keys,
// transformations. Only jobs of the connector "jdbc" can be read
// (docs.dadosfera.ai/reference/platformapicontroller_getjdbcjob).
func (c *Client) GetJDBCJob(ctx context.Context, jobID string) (Job, error) {
	resp, err := c.sendTo(ctx, getJDBCJob, jobID, nil)
	if err != nil {
		return Job{}, err
	}
	object, err := decodeObject(resp.content())
	if err != nil {
		return Job{}, unexpected(resp, err)
	}
	job, err := decodeJob(object)
	if err != nil {
		return Job{}, unexpected(resp, err)
	}
	if id := stringOf(object["job_id"]); id != "" && !SameID(id, jobID) {
		return Job{}, unreadable(resp, fmt.Errorf("the response is about another job, %q", resp.text(id)))
	}
	if job.Input == nil {
		return Job{}, unexpected(resp, errors.New("it has no source_config"))
	}
	job.ID = jobID
	return job, nil
}

// IsJDBC reports whether the jobs of a connector, as named in a job's input, are JDBC jobs. Letter case is ignored.
func IsJDBC(connector string) bool { return strings.EqualFold(connector, "jdbc") }

// JDBCPlugins are the documented plugins of the connector "jdbc"
// (docs.dadosfera.ai/reference/platformapicontroller_getjdbcalloweddatatypes).
var JDBCPlugins = []string{"postgresql", "mysql", "oracle", "sqlserver"}

// PatchJobInput changes fields of a job's input. Other fields stay as they are. Columns in column_include_list are
// added to those that the job has; none is ever removed
// (docs.dadosfera.ai/reference/platformapicontroller_patchjobinput).
func (c *Client) PatchJobInput(ctx context.Context, jobID string, fields Document) error {
	return c.writeJob(ctx, patchJobInput, jobID, fields)
}

// writeJob sends a change of a job. The error is ErrNotFound only if the platform says that this job does not exist:
// there is no list of jobs that could settle an ambiguous 404.
func (c *Client) writeJob(ctx context.Context, r route, jobID string, body any) error {
	c.snapshot.end()
	resp, err := c.sendTo(ctx, r, jobID, body)
	err = requireMaestro(resp, err)
	if own, ok := ownError(err); ok && judge(own, jobID) == provesGone {
		e := *own
		e.existence = gone
		return &e
	}
	return err
}

// SyncMode describes how a JDBC job loads its table.
type SyncMode struct {
	// LoadType is "full_load", "incremental" or "incremental_with_qualify".
	LoadType string `json:"target_load_type"`
	// IncrementalColumnName and IncrementalColumnType are required for both incremental load types.
	IncrementalColumnName string `json:"incremental_column_name,omitempty"`
	IncrementalColumnType string `json:"incremental_column_type,omitempty"`
	// PrimaryKeys are required for "incremental_with_qualify".
	PrimaryKeys []string `json:"primary_keys,omitempty"`
}

// SetSyncMode changes the load type of a JDBC job. The reference documents PUT, and the guides POST: POST is sent if
// the platform does not support PUT (docs.dadosfera.ai/reference/platformapicontroller_updatejdbcsyncmode).
func (c *Client) SetSyncMode(ctx context.Context, jobID string, mode SyncMode) error {
	err := c.writeJob(ctx, putSyncMode, jobID, mode)
	noPut, missing := isMethodNotAllowed(err), isMissing(err)
	if !noPut && !missing {
		return err
	}
	postErr := c.writeJob(ctx, postSyncMode, jobID, mode)
	// If neither is supported, the error that is about the job is returned.
	if isMethodNotAllowed(postErr) || isMissing(postErr) && !noPut {
		return err
	}
	return postErr
}

func isMethodNotAllowed(err error) bool {
	e, ok := ownError(err)
	return ok && e.Status == http.StatusMethodNotAllowed
}

// ResetJobState resets the state of a job, so that its next run extracts everything
// (docs.dadosfera.ai/reference/platformapicontroller_resetjobstate).
func (c *Client) ResetJobState(ctx context.Context, jobID string) error {
	return c.writeJob(ctx, resetJobState, jobID, nil)
}

// JDBCDatatypes returns the types of columns that an incremental load can use, by plugin ("postgresql", "mysql", ...)
// (docs.dadosfera.ai/reference/platformapicontroller_getjdbcalloweddatatypes).
func (c *Client) JDBCDatatypes(ctx context.Context) (map[string][]string, error) {
	resp, err := c.send(ctx, get("/platform/jobs/jdbc/configs/allowed_datatypes"), nil)
	if err != nil {
		return nil, err
	}
	object, err := decodeObject(resp.content())
	if err != nil {
		return nil, unexpected(resp, err)
	}
	types := make(map[string][]string, len(object))
	for plugin := range object {
		if list, err := object.Texts(plugin); err == nil && list.Has() {
			types[plugin] = list.Value // any other value is not about a plugin
		}
	}
	if len(types) == 0 {
		return nil, unreadable(resp, errors.New("the response does not map plugins to lists of types"))
	}
	return types, nil
}
