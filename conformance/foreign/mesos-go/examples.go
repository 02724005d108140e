//go:build examples

// Package examples names the programs of mesos-go that are built from here, so that their versions are fixed by go.mod.
package examples

import (
	_ "github.com/mesos/mesos-go/api/v1/cmd/example-executor"
	_ "github.com/mesos/mesos-go/api/v1/cmd/example-scheduler"
)
