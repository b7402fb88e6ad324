// Package oven bakes: maps, slices, lists, channels, pools.
package oven

import (
	"bytes"
	"container/list"
	"strconv"
	"sync"
)

type loaf struct {
	kind  string
	crumb [900]byte
}

type shelf struct {
	guard  sync.RWMutex
	loaves map[string]*loaf
}

// Kitchen has all that bakes.
type Kitchen struct {
	shelves  [4]*shelf
	diary    Diary[note]
	readings map[int][]float64
	belt     chan tray
	waste    *list.List
	proofed  sync.Map
	ledger   bytes.Buffer
}

type tray struct{ buns []byte }

type note struct {
	at   int
	text []byte
}

// Diary only ever gets longer.
type Diary[T any] struct{ pages []T }

func (d *Diary[T]) write(page T) { d.pages = append(d.pages, page) }

// Open makes a kitchen.
func Open() *Kitchen {
	k := &Kitchen{readings: make(map[int][]float64), belt: make(chan tray, 1<<16), waste: list.New()}
	for i := range k.shelves {
		k.shelves[i] = &shelf{loaves: make(map[string]*loaf)}
	}
	go k.pack()
	return k
}

// Shift bakes one round.
func (k *Kitchen) Shift(n int) {
	for i := 0; i < 12; i++ {
		k.stack(n*12 + i)
	}
	k.jot(n)
	k.measure(n)
	k.belt <- fill(n)
	k.discard(n)
	k.proof(n)
	k.book(n)
	knead(n)
}

func bake(n int) (*loaf, error) {
	l := &loaf{kind: "rye"}
	l.crumb[0] = byte(n)
	return l, nil
}

func (k *Kitchen) stack(n int) {
	fresh, err := bake(n)
	if err != nil {
		return
	}
	sh := k.shelves[n%len(k.shelves)]
	sh.guard.Lock()
	defer sh.guard.Unlock()
	sh.loaves["loaf-"+strconv.Itoa(n)] = fresh
}

func (k *Kitchen) jot(n int) {
	text := make([]byte, 7000)
	k.diary.write(note{at: n, text: text})
}

func (k *Kitchen) measure(n int) {
	for i := 0; i < 700; i++ {
		zone := i % 5
		k.readings[zone] = append(k.readings[zone], float64(n))
	}
}

func fill(n int) tray {
	buns := make([]byte, 9500)
	buns[0] = byte(n)
	return tray{buns}
}

func (k *Kitchen) pack() {
	for t := range k.belt {
		if len(t.buns) == 0 {
			return
		}
		select {}
	}
}

type scrap struct {
	weight int
	bits   [6000]byte
}

func (k *Kitchen) discard(n int) {
	s := new(scrap)
	s.weight = n
	k.waste.PushBack(s)
}

type dough struct {
	age  int
	mass [5200]byte
}

func (k *Kitchen) proof(n int) {
	d := ferment(n)
	k.proofed.Store(n, d)
}

func ferment(n int) *dough {
	d := &dough{age: n}
	return d
}

func (k *Kitchen) book(n int) {
	var line [5000]byte
	line[0] = byte(n)
	k.ledger.Write(line[:])
}

type mixer struct{ bowl []byte }

var mixers = sync.Pool{New: func() any { return &mixer{} }}

func knead(n int) int {
	m := mixers.Get().(*mixer)
	m.add(n)
	size := len(m.bowl)
	mixers.Put(m)
	return size
}

func (m *mixer) add(n int) {
	var flour [6000]byte
	m.bowl = append(m.bowl, flour[:]...)
}
