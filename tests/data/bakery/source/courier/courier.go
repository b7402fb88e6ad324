// Package courier delivers: connections, answers, goroutines.
package courier

import (
	"bufio"
	"net"
	"net/http"
	"sync"
	"time"
)

// Fleet is all couriers.
type Fleet struct {
	base   string
	client http.Client
	calls  []*call
	lock   sync.Mutex
	ln     net.Listener
	gate   sync.Mutex
	never  chan struct{}
}

type call struct {
	line net.Conn
	ear  *bufio.Reader
}

// Hire makes a fleet.
func Hire(base string) *Fleet {
	f := &Fleet{base: base, never: make(chan struct{})}
	f.client.Transport = &http.Transport{ReadBufferSize: 12 << 10, WriteBufferSize: 12 << 10}
	f.ln, _ = net.Listen("tcp", "127.0.0.1:0")
	f.gate.Lock()
	return f
}

// Shift delivers for one round.
func (f *Fleet) Shift(n int) {
	switch n % 5 {
	case 0:
		f.lookAt(n)
	case 1:
		f.ring()
	case 2:
		go f.waitAtDoor(n)
	case 3:
		go f.patrol(n)
	case 4:
		go f.queueUp(n)
		go f.handOver(n)
	}
}

func (f *Fleet) fetch(path string) (*http.Response, error) { return f.client.Get(f.base + path) }

func (f *Fleet) lookAt(n int) bool {
	answer, err := f.fetch("/menu")
	return err == nil && answer.StatusCode == 200
}

func (f *Fleet) ring() {
	c, err := net.Dial("tcp", f.ln.Addr().String())
	if err == nil {
		c.Close()
	}
}

// Listen answers calls.
func (f *Fleet) Listen() {
	for {
		c, err := f.ln.Accept()
		if err != nil {
			return
		}
		f.pickUp(c)
	}
}

func (f *Fleet) pickUp(line net.Conn) {
	ear := bufio.NewReaderSize(line, 50<<10)
	f.lock.Lock()
	f.calls = append(f.calls, &call{line: line, ear: ear})
	f.lock.Unlock()
	line.Close()
}

func parcel(n, size int) []byte {
	p := make([]byte, size)
	p[0] = byte(n)
	return p
}

func (f *Fleet) waitAtDoor(n int) int {
	p := parcel(n, size+n%2)
	select {
	case <-f.never:
	case <-make(chan int):
	}
	return len(p)
}

func (f *Fleet) patrol(n int) {
	beat := time.NewTicker(time.Second)
	bag := parcel(n, size)
	for now := range beat.C {
		bag[0] = byte(now.Second())
	}
}

func (f *Fleet) queueUp(n int) {
	p := parcel(n, size)
	f.gate.Lock()
	p[0]++
	f.gate.Unlock()
}

func (f *Fleet) handOver(n int) {
	p := parcel(n, size)
	out := make(chan []byte)
	out <- p
}

var size = 40 << 10
