// SPDX-License-Identifier: GPL-3.0-or-later

// Burns CPU in a few known ways and writes a CPU profile to the file named on the command line:
// labelled goroutines, recursion, calls that are inlined, generic functions, the runtime below.
package main

import (
	"context"
	"encoding/json"
	"log"
	"os"
	"runtime/pprof"
	"sort"
	"strconv"
	"sync"
	"time"
)

var sink any

func fibonacci(n int) int {
	if n < 2 {
		return n
	}
	return fibonacci(n-1) + fibonacci(n-2)
}

func add(a, b int) int { return a + b }

func sum[T ~int](values []T) (total T) {
	for round := 0; round < 200; round++ {
		for _, value := range values {
			total = T(add(int(total), int(value)))
		}
	}
	return total
}

func encode(n int) {
	tree := map[string]any{}
	for i := 0; i < n; i++ {
		tree[strconv.Itoa(i)] = []int{i, i * i}
	}
	sink, _ = json.Marshal(tree)
}

func sortNumbers(n int) {
	values := make([]int, n)
	for i := range values {
		values[i] = (i * 7919) % n
	}
	sort.Slice(values, func(i, j int) bool { return values[i] < values[j] })
	sink = sum(values)
}

func main() {
	file, err := os.Create(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		log.Fatal(err)
	}

	var group sync.WaitGroup
	for tenant, work := range map[string]func(){
		"acme":    func() { sink = fibonacci(22) },
		"globex":  func() { encode(300) },
		"initech": func() { sortNumbers(3000) },
	} {
		tenant, work := tenant, work
		group.Add(1)
		go pprof.Do(context.Background(), pprof.Labels("tenant", tenant, "op", "burn"), func(context.Context) {
			defer group.Done()
			for end := time.Now().Add(1500 * time.Millisecond); time.Now().Before(end); {
				work()
			}
		})
	}
	group.Wait()
	pprof.StopCPUProfile()
	if err := file.Close(); err != nil {
		log.Fatal(err)
	}
}
