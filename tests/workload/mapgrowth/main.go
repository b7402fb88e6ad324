// SPDX-License-Identifier: GPL-3.0-or-later

// Command mapgrowth puts entries into a map at an even pace and writes down when the map grew: what is predicted of its
// next growth can be held against what came.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"time"
)

const beat = 10 * time.Millisecond

var (
	dir      = flag.String("dir", ".", "folder for heap-*.pb.gz and growth.csv")
	duration = flag.Duration("duration", 30*time.Second, "how long")
	until    = flag.Duration("until", 0, "how long to write heap profiles; 0 is to the end")
	every    = flag.Duration("every", time.Second, "time between two heap profiles")
	pace     = flag.Int("pace", 100000, "entries per second")
)

type visit struct {
	page, count uint64
}

type visits struct {
	byClient map[uint64]visit
	next     uint64
}

func (v *visits) note(n int) {
	for ; n > 0; n-- {
		v.next++
		v.byClient[v.next*0x9e3779b97f4a7c15] = visit{page: v.next}
	}
}

func writeProfile(now time.Time) {
	file, err := os.Create(filepath.Join(*dir, fmt.Sprintf("heap-%d.pb.gz", now.UnixMilli())))
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	runtime.GC()
	if err := pprof.WriteHeapProfile(file); err != nil {
		log.Fatal(err)
	}
}

func main() {
	flag.Parse()
	file, err := os.Create(filepath.Join(*dir, "growth.csv"))
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	table := bufio.NewWriter(file)
	defer table.Flush()
	fmt.Fprintln(table, "unix_ms,entries,allocated_bytes")

	all := visits{byClient: map[uint64]visit{}}
	var stats runtime.MemStats
	var before, made uint64
	start := time.Now()
	profiled := start
	var written time.Time
	for now := start; now.Sub(start) < *duration; now = time.Now() {
		runtime.ReadMemStats(&stats)
		before = stats.TotalAlloc
		all.note(int(float64(*pace)*now.Sub(start).Seconds()) - len(all.byClient))
		// Only what the map allocates: profiles and this table have no part in it.
		runtime.ReadMemStats(&stats)
		made += stats.TotalAlloc - before
		if now.Sub(written) >= 10*beat {
			fmt.Fprintf(table, "%d,%d,%d\n", now.UnixMilli(), len(all.byClient), made)
			written = now
		}
		if now.Sub(profiled) >= *every && (*until == 0 || now.Sub(start) < *until) {
			writeProfile(now)
			profiled = now
		}
		time.Sleep(beat)
	}
	runtime.KeepAlive(all)
}
