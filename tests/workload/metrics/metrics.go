// SPDX-License-Identifier: GPL-3.0-or-later

// Package metrics answers /metrics with what /debug/vars does not tell.
package metrics

import (
	"fmt"
	"io"
	"net/http"
	"runtime"
	"runtime/metrics"
)

// The names are those of Prometheus' Go client. What this Go does not know is left out.
var exported = []struct{ name, kind, source string }{
	{"go_gc_gogc_percent", "gauge", "/gc/gogc:percent"},
	{"go_gc_gomemlimit_bytes", "gauge", "/gc/gomemlimit:bytes"},
	{"go_gc_heap_live_bytes", "gauge", "/gc/heap/live:bytes"},
	{"go_sched_gomaxprocs_threads", "gauge", "/sched/gomaxprocs:threads"},
	{"go_goroutines", "gauge", "/sched/goroutines:goroutines"},
}

// Handler writes the text format of Prometheus.
func Handler(w http.ResponseWriter, _ *http.Request) {
	samples := make([]metrics.Sample, len(exported))
	for i := range samples {
		samples[i].Name = exported[i].source
	}
	metrics.Read(samples)
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	fmt.Fprintf(w, "# TYPE go_info gauge\ngo_info{version=%q} 1\n", runtime.Version())
	for i, sample := range samples {
		if sample.Value.Kind() == metrics.KindUint64 {
			write(w, exported[i].name, exported[i].kind, sample.Value.Uint64())
		}
	}
}

func write(w io.Writer, name, kind string, value uint64) {
	fmt.Fprintf(w, "# TYPE %s %s\n%s %d\n", name, kind, name, value)
}
