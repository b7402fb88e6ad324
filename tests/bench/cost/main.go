// SPDX-License-Identifier: GPL-3.0-or-later

// Cost is a service that does nothing but hold memory and goroutines, so that what a request to
// /debug costs it can be told from everything else. tools/cost-to-the-target runs it.
package main

import (
	"encoding/json"
	_ "expvar"
	"flag"
	"fmt"
	"net"
	"net/http"
	_ "net/http/pprof"
	"runtime"
	"runtime/metrics"
	"time"
)

type node struct {
	next *node
	data [7]uint64
}

// Two functions that call each other as the bits say: 2^depth call stacks.
//
//go:noinline
func left(bits, depth int, leaf func()) { step(bits, depth, leaf) }

//go:noinline
func right(bits, depth int, leaf func()) { step(bits, depth, leaf) }

func step(bits, depth int, leaf func()) {
	switch {
	case depth == 0:
		leaf()
	case bits&1 == 0:
		left(bits>>1, depth-1, leaf)
	default:
		right(bits>>1, depth-1, leaf)
	}
}

var kept []*node

func hold(bytes int64, depth int) {
	const piece = 1000
	n := bytes / 64 / piece
	for i := int64(0); i < n; i++ {
		step(int(i), depth, func() {
			var head *node
			for k := 0; k < piece; k++ {
				head = &node{next: head}
			}
			kept = append(kept, head)
		})
	}
}

func wait(goroutines, depth int) {
	forever := make(chan struct{})
	for i := 0; i < goroutines; i++ {
		go step(i, depth, func() { <-forever })
	}
}

// Some goroutines hand something on and allocate, at a fixed rate.
func work(perSecond int) {
	if perSecond == 0 {
		return
	}
	jobs := make(chan []byte)
	for i := 0; i < 8; i++ {
		go func() {
			for job := range jobs {
				for k := range job {
					job[k]++
				}
			}
		}()
	}
	for range time.Tick(time.Second / time.Duration(perSecond)) {
		jobs <- make([]byte, 4096)
	}
}

// Where the runtime tells how long it stopped the world, and not for a collection.
const stopped = "/sched/pauses/total/other:seconds"

type pauses struct {
	Known bool     `json:"known"`
	Edges []string `json:"edges"`
	Count []uint64 `json:"count"`
}

func tellPauses(w http.ResponseWriter, r *http.Request) {
	sample := []metrics.Sample{{Name: stopped}}
	metrics.Read(sample)
	told := pauses{}
	if sample[0].Value.Kind() == metrics.KindFloat64Histogram {
		histogram := sample[0].Value.Float64Histogram()
		told.Known = true
		told.Count = histogram.Counts
		for _, edge := range histogram.Buckets {
			told.Edges = append(told.Edges, fmt.Sprint(edge))
		}
	}
	json.NewEncoder(w).Encode(told)
}

func main() {
	heap := flag.Int64("heap", 100<<20, "bytes to hold")
	goroutines := flag.Int("goroutines", 1000, "goroutines that wait")
	depth := flag.Int("depth", 10, "there are 2 to the power of this many call stacks of each")
	busy := flag.Int("busy", 0, "things to do in a second")
	flag.Parse()

	hold(*heap, *depth)
	wait(*goroutines, *depth)
	runtime.GC()
	go work(*busy)
	http.HandleFunc("/nothing", func(w http.ResponseWriter, r *http.Request) {})
	http.HandleFunc("/pauses", tellPauses)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Printf("http://%s\n", listener.Addr())
	panic(http.Serve(listener, nil))
}
