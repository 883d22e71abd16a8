// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/tfcli"
)

// machine is what was measured on and with.
type machine struct {
	CPU    string    `json:"cpu"`
	Cores  int       `json:"cores"`
	Memory int64     `json:"memory_bytes"`
	System string    `json:"system"`
	Go     string    `json:"go"`
	CLI    string    `json:"cli"`
	Time   time.Time `json:"time"`
}

var (
	modelName = regexp.MustCompile(`(?m)^model name\s*:\s*(.+)$`)
	memTotal  = regexp.MustCompile(`(?m)^MemTotal:\s*(\d+) kB$`)
)

// thisMachine tells what it can: only Linux says more than its name without being asked in its own way.
func thisMachine(cli tfcli.CLI) machine {
	m := machine{
		CPU: runtime.GOARCH, Cores: runtime.NumCPU(), System: runtime.GOOS + "/" + runtime.GOARCH, Go: runtime.Version(),
		CLI: string(cli.Product) + " " + cli.Version, Time: time.Now().UTC().Truncate(time.Second),
	}
	if text, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		if found := modelName.FindSubmatch(text); found != nil {
			m.CPU = strings.TrimSpace(string(found[1]))
		}
	}
	if text, err := os.ReadFile("/proc/meminfo"); err == nil {
		if found := memTotal.FindSubmatch(text); found != nil {
			kib, _ := strconv.ParseInt(string(found[1]), 10, 64) // it is all digits
			m.Memory = kib * 1024
		}
	}
	return m
}

// String is a line.
func (m machine) String() string {
	memory := ""
	if m.Memory > 0 {
		memory = fmt.Sprintf(", %.0f GiB", float64(m.Memory)/(1<<30))
	}
	return fmt.Sprintf("%s, %d cores%s, %s, %s, %s", m.CPU, m.Cores, memory, m.System, m.Go, m.CLI)
}
