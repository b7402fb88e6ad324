// SPDX-License-Identifier: GPL-3.0-or-later

// Command allocators traces goroutines that allocate in different ways, and counts each allocation of theirs: what a
// trace says of who made the heap grow can be held against what they did.
package main

import (
	"flag"
	"fmt"
	"log"
	"math/rand"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"runtime/trace"
	"strings"
	"sync"
	"time"
)

type node struct {
	left, right *node
	key         int
	text        string
}

// How long the goroutines go on.
type life struct {
	done chan struct{}
	all  sync.WaitGroup
}

var (
	dir      = flag.String("dir", ".", "folder for trace.out, before.pb.gz and after.pb.gz")
	duration = flag.Duration("duration", 2*time.Second, "how long to trace")
	live     = flag.Int("live", 64<<20, "bytes that stay")
	stats    = flag.Duration("stats", 0, "time between two readings of MemStats; 0 is none")
)

// Does it again and again; the pause lets the others run.
func (l *life) repeat(seed int64, pause time.Duration, do func(random *rand.Rand, round int)) {
	defer l.all.Done()
	random := rand.New(rand.NewSource(seed))
	for round := 0; ; round++ {
		select {
		case <-l.done:
			return
		case <-time.After(pause):
		}
		do(random, round)
	}
}

// Small objects with pointers, all of one size.
func growTrees(l *life) {
	var root *node
	l.repeat(1, time.Millisecond, func(random *rand.Rand, round int) {
		if round%50 == 0 {
			root = nil
		}
		for i := 0; i < 400; i++ {
			at := &root
			for key := random.Int(); *at != nil; key >>= 1 {
				if key&1 == 0 {
					at = &(*at).left
				} else {
					at = &(*at).right
				}
			}
			*at = &node{key: i}
		}
	})
}

// Strings of all lengths.
func joinWords(l *life) {
	kept := make([]string, 256)
	l.repeat(2, time.Millisecond, func(random *rand.Rand, round int) {
		for i := 0; i < 240; i++ {
			kept[random.Intn(len(kept))] = strings.Repeat("word ", 1+random.Intn(100))
		}
	})
}

// Large objects, which have spans of their own.
func fillBuffers(l *life) {
	var kept [8][]byte
	l.repeat(3, 5*time.Millisecond, func(random *rand.Rand, round int) {
		kept[round%len(kept)] = make([]byte, 40<<10+random.Intn(400<<10))
	})
}

// Slices that are copied as they grow.
func appendNumbers(l *life) {
	l.repeat(4, 2*time.Millisecond, func(random *rand.Rand, round int) {
		var numbers []int
		for n := random.Intn(20000); n > 0; n-- {
			numbers = append(numbers, n)
		}
		runtime.KeepAlive(numbers)
	})
}

// Maps with keys and values that have to be allocated as well.
func fillMaps(l *life) {
	l.repeat(5, 3*time.Millisecond, func(random *rand.Rand, round int) {
		index := map[string]*node{}
		for i := 0; i < 600; i++ {
			key := fmt.Sprintf("%d/%d", round, random.Int())
			index[key] = &node{text: key}
		}
		runtime.KeepAlive(index)
	})
}

// Many goroutines that live for a moment only.
func serveAll(l *life) {
	var all sync.WaitGroup
	l.repeat(6, time.Millisecond, func(random *rand.Rand, round int) {
		for i := 0; i < 10; i++ {
			all.Add(1)
			go serveOne(&all, 1+random.Intn(4096))
		}
		all.Wait()
	})
}

func serveOne(all *sync.WaitGroup, size int) {
	defer all.Done()
	request := make([]byte, size)
	answer := append([]byte("answer: "), request...)
	runtime.KeepAlive(answer)
}

// Stops the world as those do who watch a program.
func readStats(l *life) {
	l.repeat(7, *stats, func(*rand.Rand, int) {
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
	})
}

func create(name string) *os.File {
	file, err := os.Create(filepath.Join(*dir, name))
	if err != nil {
		log.Fatal(err)
	}
	return file
}

func write(name string) {
	file := create(name)
	defer file.Close()
	// As /debug/pprof/heap?gc=1 does.
	runtime.GC()
	if err := pprof.Lookup("heap").WriteTo(file, 0); err != nil {
		log.Fatal(err)
	}
}

func main() {
	flag.Parse()
	runtime.MemProfileRate = 1
	kept := make([]byte, *live)
	file := create("trace.out")
	defer file.Close()
	debug.SetGCPercent(100)
	// What each processor has begun and not used up is what a trace cannot tell.
	runtime.GOMAXPROCS(2)
	l := life{done: make(chan struct{})}
	write("before.pb.gz")
	if err := trace.Start(file); err != nil {
		log.Fatal(err)
	}
	// Named one by one: of a function in a variable a trace knows the wrapper only.
	l.all.Add(6)
	go growTrees(&l)
	go joinWords(&l)
	go fillBuffers(&l)
	go appendNumbers(&l)
	go fillMaps(&l)
	go serveAll(&l)
	if *stats > 0 {
		l.all.Add(1)
		go readStats(&l)
	}
	time.Sleep(*duration)
	close(l.done)
	l.all.Wait()
	trace.Stop()
	write("after.pb.gz")
	runtime.KeepAlive(kept)
}
