// Does a known number of things of each kind while a trace and a CPU profile are written.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"runtime/trace"
	"sync"
	"time"
)

const (
	nWorkers = 3
	nOrders  = 7
)

var kept [][]byte

func takeOrder(ctx context.Context, worker, number int, mutex *sync.Mutex) {
	ctx, task := trace.NewTask(ctx, "order")
	defer task.End()
	trace.WithRegion(ctx, "read", func() {
		trace.WithRegion(ctx, "parse", func() {
			spin(3 * time.Millisecond)
		})
		pause()
	})
	trace.Logf(ctx, "shop", "order %d of worker %d", number, worker)
	mutex.Lock()
	kept = append(kept, make([]byte, 64<<10))
	mutex.Unlock()
}

func pause() {
	time.Sleep(2 * time.Millisecond)
}

func spin(length time.Duration) {
	for start := time.Now(); time.Since(start) < length; {
	}
}

func work(worker int, mutex *sync.Mutex, done *sync.WaitGroup, start <-chan int) {
	defer done.Done()
	<-start
	for number := 0; number < nOrders; number++ {
		takeOrder(context.Background(), worker, number, mutex)
	}
	trace.StartRegion(context.Background(), "until the end")
}

func main() {
	var mutex sync.Mutex
	var done sync.WaitGroup
	var profile bytes.Buffer
	f, err := os.Create(os.Args[1])
	if err != nil {
		panic(err)
	}
	_, before := trace.NewTask(context.Background(), "before")
	if err := pprof.StartCPUProfile(&profile); err != nil {
		panic(err)
	}
	if err := trace.Start(f); err != nil {
		panic(err)
	}
	trace.NewTask(context.Background(), "behind")
	start := make(chan int)
	for i := 0; i < nWorkers; i++ {
		done.Add(1)
		go work(i, &mutex, &done, start)
	}
	// All wait by then, so each waits once.
	time.Sleep(10 * time.Millisecond)
	close(start)
	done.Wait()
	before.End()
	runtime.GC()
	trace.Stop()
	pprof.StopCPUProfile()
	f.Close()
	fmt.Println(runtime.Version())
}
