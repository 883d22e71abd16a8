// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
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
		return Job{}, unreadable(a, err)
	}
	job, err := decodeJob(object)
	if err != nil {
		return Job{}, unreadable(a, err)
	}
	if job.Input == nil {
		return Job{}, unreadable(a, errors.New("it has no source_config"))
	}
	job.ID = jobID
	return job, nil
}

// PatchJobInput changes the given fields of a job's input and leaves the others. Columns in column_include_list are
// added to those that are there; none is ever removed
// (docs.dadosfera.ai/reference/platformapicontroller_patchjobinput).
func (c *Client) PatchJobInput(ctx context.Context, jobID string, fields Document) error {
	c.snapshot.end()
	_, err := c.sendTo(ctx, patchJobInput, jobID, fields)
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
	c.snapshot.end()
	_, err := c.sendTo(ctx, putSyncMode, jobID, mode)
	if hasStatus(err, http.StatusNotFound) || hasStatus(err, http.StatusMethodNotAllowed) {
		_, postErr := c.sendTo(ctx, postSyncMode, jobID, mode)
		if !hasStatus(postErr, http.StatusNotFound) && !hasStatus(postErr, http.StatusMethodNotAllowed) {
			return postErr
		}
	}
	return err
}

// ResetJobState makes the next run of a job a full extraction
// (docs.dadosfera.ai/reference/platformapicontroller_resetjobstate).
func (c *Client) ResetJobState(ctx context.Context, jobID string) error {
	c.snapshot.end()
	_, err := c.sendTo(ctx, resetJobState, jobID, nil)
	return err
}

// JDBCDatatypes gives the column types that an incremental load can go by, by plugin ("postgresql", "mysql", ...)
// (docs.dadosfera.ai/reference/platformapicontroller_getjdbcalloweddatatypes).
func (c *Client) JDBCDatatypes(ctx context.Context) (map[string][]string, error) {
	a, err := c.send(ctx, repeatable, http.MethodGet, "/platform/jobs/jdbc/configs/allowed_datatypes", nil)
	if err != nil {
		return nil, err
	}
	var types map[string][]string
	if err := json.Unmarshal(unwrap(a.body), &types); err != nil || types == nil {
		return nil, unreadable(a, errors.New("the answer does not map plugins to lists of types"))
	}
	return types, nil
}
