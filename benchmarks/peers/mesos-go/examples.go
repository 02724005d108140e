//go:build examples

// mesos-go's own examples, which are built and run as they are.
package main

import (
	_ "github.com/mesos/mesos-go/api/v1/cmd/example-executor"
	_ "github.com/mesos/mesos-go/api/v1/cmd/example-scheduler"
)
