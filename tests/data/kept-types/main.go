// Keeps orders and an index of them, and writes a heap profile after each collection and a trace
// of all of it; to be run with GODEBUG=traceallocfree=1 and the folder to write to.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"runtime/trace"
	"time"
)

// Order takes 8192 bytes: Go puts 8 before larger objects with pointers.
type Order struct {
	id    int64
	owner *Order
	lines [1021]int64
}

// Visit takes as much, but none of them stays.
type Visit struct {
	id    int64
	next  *Visit
	lines [1021]int64
}

type Ledger struct{ chunks [][]*Order }

type Index struct{ places map[int64]int64 }

var visit *Visit

//go:noinline
func (l *Ledger) Put(id int64) {
	last := len(l.chunks) - 1
	if last < 0 || len(l.chunks[last]) == cap(l.chunks[last]) {
		l.chunks = append(l.chunks, make([]*Order, 0, 32))
		last++
	}
	l.chunks[last] = append(l.chunks[last], &Order{id: id})
}

//go:noinline
func (x *Index) Add(id int64) { x.places[id] = id }

//go:noinline
func look(id int64) { visit = &Visit{id: id} }

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func main() {
	runtime.MemProfileRate = 32 << 10
	ledger := &Ledger{}
	index := &Index{places: map[int64]int64{}}
	id := int64(0)
	for id < 200 {
		ledger.Put(id)
		index.Add(id)
		id++
	}
	out := must(os.Create(filepath.Join(os.Args[1], "trace.out")))
	if err := trace.Start(out); err != nil {
		panic(err)
	}
	for step := 0; step < 10; step++ {
		for i := 0; i < 100; i++ {
			ledger.Put(id)
			for j := int64(0); j < 8; j++ {
				index.Add(id*8 + j)
			}
			look(id)
			id++
		}
		time.Sleep(200 * time.Millisecond)
		runtime.GC()
		heap := must(os.Create(filepath.Join(os.Args[1], fmt.Sprintf("heap-%02d.pb.gz", step))))
		if err := pprof.Lookup("heap").WriteTo(heap, 0); err != nil {
			panic(err)
		}
		heap.Close()
	}
	trace.Stop()
	out.Close()
	runtime.KeepAlive(ledger)
	runtime.KeepAlive(index)
}
