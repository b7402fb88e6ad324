// Package desk serves readers: notices, subscriptions, sessions, connections to other libraries.
package desk

import (
	"context"
	"fmt"
	"time"
)

// Desk is where readers ask.
type Desk struct {
	outbox   chan notice
	hub      *hub
	session  context.Context
	partners *partners
}

// Open makes a desk whose mailer has begun to work.
func Open() (*Desk, error) {
	p, err := newPartners()
	if err != nil {
		return nil, err
	}
	d := &Desk{outbox: make(chan notice, 1<<20), hub: &hub{}, session: context.Background(), partners: p}
	go d.mail()
	return d, nil
}

// Turn serves for one round.
func (d *Desk) Turn(n int) {
	for i := 0; i < 4; i++ {
		d.remind(n*4 + i)
	}
	d.subscribe(newRequest(n))
	d.authorise(n)
	if err := d.partners.ask(n); err != nil {
		fmt.Println(err)
	}
}

type notice struct {
	reader int
	text   []byte
}

func (d *Desk) remind(reader int) {
	d.outbox <- notice{reader, letter(reader)}
}

func letter(reader int) []byte {
	text := make([]byte, 0, 3000)
	return append(text, fmt.Sprintf("Dear reader %d, your book is overdue.", reader)...)
}

// A mail server takes its time.
func (d *Desk) mail() {
	for n := range d.outbox {
		deliver(n)
	}
}

func deliver(n notice) int {
	time.Sleep(50 * time.Millisecond)
	return len(n.text)
}

type request struct {
	reader int
	form   []byte
}

func newRequest(n int) *request {
	return &request{reader: n, form: make([]byte, 12000)}
}

type hub struct {
	onReturn []func(book int) bool
}

func (h *hub) add(f func(book int) bool) { h.onReturn = append(h.onReturn, f) }

func (d *Desk) subscribe(r *request) {
	d.hub.add(func(book int) bool { return book == int(r.form[0]) })
}

type stampKey struct{}

type stamp struct {
	turn  int
	trace [9000]byte
}

// Each turn is to see what those before have noted, so the session is handed on.
func (d *Desk) authorise(n int) {
	d.session = context.WithValue(d.session, stampKey{}, newStamp(n))
}

func newStamp(n int) *stamp { return &stamp{turn: n} }
