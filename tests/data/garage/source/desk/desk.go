package desk

import (
	"strings"
	"sync"

	"garage.test/app/parts"
)

type Desk struct {
	parts   *parts.Parts
	mu      sync.RWMutex
	cache   *cache[string, *ticket]
	hooks   hooks
	history []snapshot
	head    []byte
	pool    sync.Pool
	index   map[string]string
}

type hooks struct{ list []hook }
type hook interface{ fire() }
type printer struct{ page [4100]byte }

func (p *printer) fire() {}

type cache[K comparable, V any] struct {
	items map[K]V
	order []K
}

func newCache[K comparable, V any]() *cache[K, V] { return &cache[K, V]{items: make(map[K]V)} }

func (c *cache[K, V]) set(k K, v V) {
	c.items[k] = v
}

type ticket struct {
	who  string
	body [4700]byte
}

type snapshot struct {
	at    int
	state map[string]int
}

func New(p *parts.Parts) *Desk {
	return &Desk{parts: p, cache: newCache[string, *ticket](), index: map[string]string{}}
}

func (d *Desk) Tick(n int) {
	t := d.open(n)
	d.cache.set(t.who, t)
	d.hooks.add(&printer{})
	d.snap(n)
	d.trim(n)
	d.lend(n)
	d.split(n)
}

func (d *Desk) open(n int) (t *ticket) {
	t = &ticket{who: strings.Repeat("w", n%50) + string(rune('a'+n%26)) + itoa(n)}
	return
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + string(rune('0'+n%10))
}

func (h *hooks) add(x hook) { h.list = append(h.list, x) }

func (d *Desk) snap(n int) {
	s := snapshot{at: n, state: count(n)}
	d.mu.Lock()
	d.history = append(d.history, s)
	d.mu.Unlock()
}

func count(n int) map[string]int {
	m := make(map[string]int, 100)
	m["n"] = n
	return m
}

func (d *Desk) trim(n int) {
	d.head = append(d.head, make([]byte, 4000)...)
	if len(d.head) > 1<<20 {
		d.head = d.head[:0]
	}
}

func (d *Desk) lend(n int) {
	b, _ := d.pool.Get().([]byte)
	if b == nil {
		b = make([]byte, 9000)
	}
	b[0]++
	d.pool.Put(b)
}

func (d *Desk) split(n int) {
	line := render(n)
	key, _, _ := strings.Cut(line, " ")
	d.index[key] = key
}

func render(n int) string {
	return itoa(n) + " " + strings.Repeat("z", 4200)
}
