// Grows beside its heap, in one way at a time, and tells what it does on /debug/pprof and
// /debug/vars. A test of what heap profiles do not show.
package main

import (
	_ "expvar"
	"flag"
	"fmt"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"runtime/debug"
	"sync"
	"syscall"
	"time"
)

// letters is a heap of its own size in every way.
var letters [][]byte

func fill(mib int) {
	for i := 0; i < mib*64; i++ {
		letters = append(letters, make([]byte, 16<<10))
	}
}

// churn makes garbage of the given rate.
func churn(mibPerSecond int) {
	for {
		for i := 0; i < mibPerSecond; i++ {
			bag := make([][]byte, 0, 64)
			for j := 0; j < 64; j++ {
				bag = append(bag, make([]byte, 16<<10))
			}
			letters[i%len(letters)] = bag[0]
			time.Sleep(time.Second / time.Duration(mibPerSecond))
		}
	}
}

var counter struct {
	sync.RWMutex
	n int
}

//go:noinline
func stampUnderLock() byte {
	var page [12 << 10]byte
	page[counter.n%len(page)] = 1
	counter.Lock()
	defer counter.Unlock()
	counter.n++
	return page[7]
}

func startStamping() {
	counter.RLock()
	for {
		go stampUnderLock()
		time.Sleep(30 * time.Millisecond)
	}
}

//go:noinline
func post(box chan<- int) byte {
	var page [12 << 10]byte
	box <- 1
	return page[3]
}

func startPosting() {
	box := make(chan int)
	for {
		go post(box)
		time.Sleep(30 * time.Millisecond)
	}
}

//go:noinline
func doze() byte {
	var page [12 << 10]byte
	time.Sleep(time.Hour)
	return page[3]
}

func startDozing() {
	for {
		go doze()
		time.Sleep(30 * time.Millisecond)
	}
}

// sort goes one level deeper each time that it is told to, and never comes back.
func sort(depth int, step <-chan bool) int {
	var shelf [64]int
	if depth <= 0 {
		<-step
	}
	shelf[-depth&63] = sort(depth-1, step)
	return shelf[0] + shelf[-depth&63]
}

func startSorting() {
	step := make(chan bool)
	for i := 0; i < 40; i++ {
		go sort(100+3*i, step)
	}
	for {
		step <- true
		time.Sleep(time.Millisecond)
	}
}

func startMapping() {
	for {
		area, err := syscall.Mmap(-1, 0, 512<<10, syscall.PROT_READ|syscall.PROT_WRITE,
			syscall.MAP_ANON|syscall.MAP_PRIVATE)
		if err != nil {
			panic(err)
		}
		for i := 0; i < len(area); i += 4096 {
			area[i] = 1
		}
		time.Sleep(300 * time.Millisecond)
	}
}

// pins keeps one of 64 small objects: what is around it is free, but not for larger ones.
var pins [][]byte

func startPinning() {
	for size := 48; ; size += 16 {
		var sheet [][]byte
		for i := 0; i < 40000; i++ {
			sheet = append(sheet, make([]byte, size))
			if len(sheet)%(8192/size) == 0 {
				pins = append(pins, sheet[len(sheet)-1])
			}
		}
		time.Sleep(time.Second)
	}
}

// calm has bursts of goroutines, deep calls and short mappings, and none of them stays.
func startCalm() {
	for {
		var all sync.WaitGroup
		for i := 0; i < 500; i++ {
			all.Add(1)
			go func() {
				var page [8 << 10]byte
				time.Sleep(time.Duration(100+page[1]) * time.Millisecond)
				all.Done()
			}()
		}
		all.Wait()
		time.Sleep(2 * time.Second)
	}
}

func main() {
	mode := flag.String("mode", "calm", "what it does")
	address := flag.String("listen", "127.0.0.1:0", "where")
	flag.Parse()
	listener, err := net.Listen("tcp", *address)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fill(24)
	rate := 8
	switch *mode {
	case "lock":
		go startStamping()
	case "send":
		go startPosting()
	case "sleep":
		go startDozing()
	case "recurse":
		go startSorting()
	case "mmap":
		go startMapping()
	case "holes":
		go startPinning()
	case "limit":
		rate = 40
		debug.SetMemoryLimit(31 << 20)
	case "gogc":
		rate = 40
		debug.SetGCPercent(12)
	case "calm":
		go startCalm()
	default:
		fmt.Fprintln(os.Stderr, "no such mode:", *mode)
		os.Exit(2)
	}
	go churn(rate)
	fmt.Fprintln(os.Stderr, http.Serve(listener, nil))
}
