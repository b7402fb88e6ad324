// Makes known numbers of objects while a trace is written; to be run with GODEBUG=traceallocfree=1.
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/trace"
)

type Node struct {
	next *Node
	data [15]uint64
}

type Small struct{ a, b, c uint64 }

type Big struct {
	p    *Node
	data [12500]uint64
}

var (
	nodes  []*Node
	smalls []*Small
	bigs   []*Big
	texts  []string
)

func main() {
	before := make([]*Node, 0, 2000)
	for i := 0; i < 2000; i++ {
		before = append(before, new(Node))
	}
	debug.SetGCPercent(10000)
	f, err := os.Create(os.Args[1])
	if err != nil {
		panic(err)
	}
	runtime.GC()
	runtime.GC()
	if err := trace.Start(f); err != nil {
		panic(err)
	}
	nodes = make([]*Node, 0, 3000)
	for i := 0; i < 3000; i++ {
		nodes = append(nodes, new(Node))
	}
	smalls = make([]*Small, 0, 1500)
	for i := 0; i < 2500; i++ {
		s := new(Small)
		if i%5 != 0 && i%5 != 1 {
			smalls = append(smalls, s)
		}
	}
	for i := 0; i < 7; i++ {
		bigs = append(bigs, new(Big))
	}
	// What is not kept dies, and is swept.
	bigs = append([]*Big(nil), bigs[:4]...)
	for i := range before {
		before[i] = nil
	}
	before = nil
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	trace.Stop()
	f.Close()
	fmt.Printf("%s heap_alloc %d objects %d nodes %d smalls %d bigs %d\n", runtime.Version(), stats.HeapAlloc, stats.Mallocs-stats.Frees, len(nodes), len(smalls), len(bigs))
	runtime.KeepAlive(nodes)
	runtime.KeepAlive(smalls)
	runtime.KeepAlive(bigs)
}
