// Package till sells: strings, closures, contexts, finalizers.
package till

import (
	"context"
	"runtime"
	"strconv"
	"strings"
)

// Desk remembers too much.
type Desk struct {
	names  []string
	onSale map[string]func() int
	day    context.Context
	drawer *coin
	slips  string
}

// Open makes a desk.
func Open() *Desk { return &Desk{onSale: map[string]func() int{}, day: context.Background()} }

// Shift sells for one round.
func (d *Desk) Shift(n int) {
	d.remember(receipt(n))
	d.announce(n)
	d.stamp(n)
	pair(n)
	d.pay(n)
}

func receipt(n int) string {
	paper := make([]byte, 8000)
	for i := range paper {
		paper[i] = ' '
	}
	copy(paper, "customer "+strconv.Itoa(n)+" paid")
	return string(paper)
}

func (d *Desk) remember(text string) {
	words := strings.Fields(text)
	d.names = append(d.names, words[1])
}

func (d *Desk) announce(n int) {
	basket := weigh(n)
	d.onSale[strconv.Itoa(n)] = func() int { return len(basket) }
}

func weigh(n int) []int64 {
	items := make([]int64, 1100)
	items[0] = int64(n)
	return items
}

type slot int

func (d *Desk) stamp(n int) {
	page := &[7000]byte{0: byte(n)}
	d.day = context.WithValue(d.day, slot(n), page)
}

type shoe struct {
	other *shoe
	sole  []byte
}

func pair(n int) int {
	left := &shoe{sole: make([]byte, 4000)}
	right := &shoe{other: left, sole: make([]byte, 4000)}
	left.other = right
	runtime.SetFinalizer(left, func(s *shoe) { s.sole = nil })
	return len(right.sole)
}

type coin struct {
	next *coin
	face [4500]byte
}

func (d *Desk) pay(n int) {
	d.drawer = &coin{next: d.drawer}
}
