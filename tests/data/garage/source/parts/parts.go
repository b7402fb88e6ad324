package parts

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

type Store interface {
	Put(key string, value []byte)
}

type memory struct {
	mu   sync.Mutex
	data map[string][]byte
}

func (m *memory) Put(key string, value []byte) {
	m.mu.Lock()
	m.data[key] = value
	m.mu.Unlock()
}

type discard struct{ n int }

func (d *discard) Put(key string, value []byte) { d.n += len(value) }

type user struct {
	id     int
	events []event
	bio    string
}

type event struct{ payload [4000]byte }

type Parts struct {
	store  Store
	users  map[int]*user
	docs   map[int]*doc
	texts  []string
	bodies [][]byte
	lines  map[string]bool
	sheets map[int]string
	timers []*time.Timer
	ring   [64][]byte
	boxes  []interface{}
	errs   []error
	tree   *node
	sets   map[string]map[int]*event
	jobs   chan job
	done   []result
}

type job struct{ blob []byte }
type result struct{ blob []byte }

type node struct {
	left, right *node
	key         int
	fat         [3000]byte
}

type doc struct {
	Name string   `json:"name"`
	Tags []string `json:"tags"`
}

func New() *Parts {
	p := &Parts{store: &memory{data: map[string][]byte{}}, users: map[int]*user{}, docs: map[int]*doc{},
		lines: map[string]bool{}, sheets: map[int]string{}, sets: map[string]map[int]*event{}, jobs: make(chan job)}
	for i := 0; i < 9; i++ {
		p.users[i] = &user{id: i}
	}
	go p.work()
	return p
}

func (p *Parts) Tick(n int) {
	p.store.Put(fmt.Sprint("k", n), weld(n))
	p.users[n%9].log(n)
	p.parse(n)
	p.texts = append(p.texts, label(n))
	p.slurp(n)
	p.scan(n)
	p.sheet(n)
	p.delay(n)
	p.spin(n)
	p.complain(n)
	p.insert(n)
	p.group(n)
	p.jobs <- job{blob: cut(n)}
}

func weld(n int) []byte {
	b := make([]byte, 6000)
	b[0] = byte(n)
	return b
}

func (u *user) log(n int) {
	u.events = append(u.events, event{})
}

func (p *Parts) parse(n int) {
	var d doc
	raw := fmt.Sprintf(`{"name":"%02000d","tags":["%01000d"]}`, n, n)
	if json.Unmarshal([]byte(raw), &d) == nil {
		p.docs[n] = &d
	}
}

func label(n int) string { return fmt.Sprintf("%04000d", n) }

func (p *Parts) slurp(n int) {
	b, err := io.ReadAll(strings.NewReader(strings.Repeat("x", 4500)))
	if err != nil {
		return
	}
	p.bodies = append(p.bodies, b)
}

func (p *Parts) scan(n int) {
	sc := bufio.NewScanner(strings.NewReader(fmt.Sprintf("%05000d\n", n)))
	for sc.Scan() {
		p.lines[sc.Text()] = true
	}
}

func (p *Parts) sheet(n int) {
	var sb strings.Builder
	for i := 0; i < 300; i++ {
		fmt.Fprintf(&sb, "%d;", i)
		sb.WriteString("0123456789")
	}
	p.sheets[n] = sb.String()
}

func (p *Parts) delay(n int) {
	load := press(n)
	time.AfterFunc(time.Hour, func() { load[0]++ })
}

func press(n int) []byte {
	x := make([]byte, 5500)
	x[1] = byte(n)
	return x
}

func (p *Parts) spin(n int) {
	p.ring[n%len(p.ring)] = lathe(n)
}

func lathe(n int) []byte { return bytes.Repeat([]byte{byte(n)}, 7000) }

func (p *Parts) complain(n int) {
	p.errs = append(p.errs, fmt.Errorf("%04000d", n))
}

func (p *Parts) insert(n int) {
	at := &p.tree
	for *at != nil {
		if n%7 < (*at).key%7 {
			at = &(*at).left
		} else {
			at = &(*at).right
		}
	}
	*at = &node{key: n}
}

func (p *Parts) group(n int) {
	name := fmt.Sprint(n % 4)
	set, ok := p.sets[name]
	if !ok {
		set = map[int]*event{}
		p.sets[name] = set
	}
	set[n] = new(event)
}

func cut(n int) []byte {
	c := make([]byte, 5000)
	return c
}

func (p *Parts) work() {
	for j := range p.jobs {
		p.done = append(p.done, polish(j))
	}
}

func polish(j job) result { return result{blob: j.blob} }
