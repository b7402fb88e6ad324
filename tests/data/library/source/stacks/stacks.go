// Package stacks keeps the books: readings, catalogues, journals, scans.
package stacks

import (
	"bytes"
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"sync"
)

// Stacks is where the books are.
type Stacks struct {
	protocol bytes.Buffer
	journal  string
	climate  []interface{}
	records  map[int]interface{}
}

// New makes empty stacks.
func New() *Stacks { return &Stacks{records: map[int]interface{}{}} }

// Turn works for one round.
func (s *Stacks) Turn(n int) {
	s.report(n)
	if n%10 == 0 {
		s.note(page(n))
	}
	for i := 0; i < 4000; i++ {
		s.measure(float64(i))
	}
	if err := s.file(n, record(n)); err != nil {
		fmt.Println(err)
	}
	scan(n)
	label(n)
}

// Lines of a protocol that nobody fetches.
func (s *Stacks) report(n int) {
	for i := 0; i < 40; i++ {
		fmt.Fprintf(&s.protocol, "turn %d, shelf %d: %s\n", n, i, strings.Repeat("nothing to report, ", 12))
	}
}

func page(n int) string { return strings.Repeat(fmt.Sprintf("page %d; ", n), 8000) }

func (s *Stacks) note(page string) {
	s.journal += page
}

type reading struct {
	temperature, humidity, light, noise float64
	shelf                               [8]int
}

// One of twenty is kept, all go to whoever listens.
func (s *Stacks) measure(shelf float64) {
	r := reading{temperature: 18 + shelf/1000, humidity: 0.5}
	v := asValue(r)
	if int(shelf)%20 == 0 {
		s.climate = append(s.climate, v)
	}
}

func asValue(r reading) interface{} {
	return r
}

func record(n int) []byte {
	var text strings.Builder
	fmt.Fprintf(&text, `{"id":%d,"chapters":[`, n)
	for i := 0; i < 60; i++ {
		if i > 0 {
			text.WriteByte(',')
		}
		fmt.Fprintf(&text, `{"title":"chapter %d","pages":[1,2,3,4],"tags":{"old":true}}`, i)
	}
	text.WriteString("]}")
	return []byte(text.String())
}

// Whatever a record has in it, it is kept as it came.
func (s *Stacks) file(n int, text []byte) error {
	var anything interface{}
	if err := json.Unmarshal(text, &anything); err != nil {
		return err
	}
	s.records[n] = anything
	return nil
}

type leaf struct {
	back *leaf
	ink  []byte
}

// Both sides of a leaf know each other, and each is to be wiped when it is gone.
func scan(n int) int {
	front := newLeaf()
	back := newLeaf()
	front.back, back.back = back, front
	runtime.SetFinalizer(front, func(l *leaf) { l.ink = nil })
	return n + len(back.ink)
}

func newLeaf() *leaf { return &leaf{ink: make([]byte, 6000)} }

type printer struct {
	lines []string
}

var printers = sync.Pool{New: func() interface{} { return new(printer) }}

// The lines are those of all labels that this printer has ever printed.
func label(n int) int {
	p := printers.Get().(*printer)
	defer printers.Put(p)
	p.set(n)
	return len(p.lines)
}

func (p *printer) set(n int) {
	p.lines = append(p.lines, strings.Repeat(fmt.Sprintf("label %d ", n), 1200))
}
