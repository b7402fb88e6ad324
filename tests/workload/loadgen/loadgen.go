// SPDX-License-Identifier: GPL-3.0-or-later

// Package loadgen is the clients of the service. It runs in a process of its own, so that its
// memory is not in the profiles.
package loadgen

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"math"
	"math/rand"
	"net/http"
	"strings"
	"sync"
	"time"

	"example.com/orders/catalog"
	"example.com/orders/store"
)

const (
	knownSessions   = 400
	linesPerOrder   = 12
	valueLength     = 160
	bytesPerSession = 800 // that the index takes apart from the texts
	bytesPerValue   = 250 // a text with its key and its share of the map
)

// Load says how much is asked of the service.
type Load struct {
	Base      string        // URL of the service
	Articles  int           // in its catalogue
	Clients   int           // that ask at the same time
	Rate      float64       // requests per second, all clients together
	Leak      float64       // bytes per second that the service shall lose
	LeakAfter time.Duration // the clients keep their sessions until then
}

// Run asks until the context ends.
func Run(ctx context.Context, load Load) {
	transport := &http.Transport{MaxIdleConnsPerHost: load.Clients}
	client := &http.Client{Transport: transport, Timeout: 10 * time.Second}
	begin := time.Now()
	var wait sync.WaitGroup
	for i := 0; i < load.Clients; i++ {
		wait.Add(1)
		go func(i int) {
			defer wait.Done()
			one := &oneClient{load, client, rand.New(rand.NewSource(int64(i))), begin, i, 0}
			one.run(ctx)
		}(i)
	}
	wait.Wait()
	transport.CloseIdleConnections()
}

type oneClient struct {
	load   Load
	http   *http.Client
	random *rand.Rand
	begin  time.Time
	id     int
	n      int
}

func (c *oneClient) run(ctx context.Context) {
	for ctx.Err() == nil {
		if err := c.ask(ctx); err != nil && ctx.Err() == nil {
			log.Printf("client %d: %v", c.id, err)
		}
		c.n++
		pause := float64(c.load.Clients) / c.load.Rate / c.swell() * c.random.ExpFloat64()
		select {
		case <-ctx.Done():
		case <-time.After(time.Duration(pause * float64(time.Second))):
		}
	}
}

// Traffic is never even: it swells and ebbs by a third.
func (c *oneClient) swell() float64 {
	return 1 + 0.35*math.Sin(time.Since(c.begin).Seconds()*2*math.Pi/70)
}

func (c *oneClient) ask(ctx context.Context) error {
	switch dice := c.random.Float64(); {
	case dice < orderShare:
		return c.order(ctx)
	case dice < 0.85:
		// Few pages are asked for often, all of them sometimes.
		page := int(c.random.ExpFloat64() * 250)
		return c.get(ctx, fmt.Sprintf("/catalog?page=%d", page))
	case dice < 0.95:
		words := catalog.Words()
		words = []string{words[c.random.Intn(len(words))], words[c.random.Intn(len(words))]}
		return c.get(ctx, "/search?words="+strings.Join(words, "+"))
	default:
		return c.get(ctx, "/orders/latest")
	}
}

const orderShare = 0.6

func (c *oneClient) order(ctx context.Context) error {
	body, err := json.Marshal(map[string]any{
		"session":    c.session(),
		"client":     fmt.Sprintf("client-%03d", c.id),
		"attributes": c.attributes(),
		"profile":    c.profile(),
		"lines":      c.lines(),
		"note":       "leave at the door " + c.text(60),
	})
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.load.Base+"/orders", bytes.NewReader(body))
	if err != nil {
		return err
	}
	return c.do(request)
}

// Once the clients leak, each order begins a session.
func (c *oneClient) session() string {
	if c.load.Leak <= 0 || time.Since(c.begin) < c.load.LeakAfter {
		return fmt.Sprintf("session-%03d", c.random.Intn(knownSessions))
	}
	return fmt.Sprintf("session-%016x-%d-%d", c.random.Uint64(), c.id, c.n)
}

// How many texts a session needs for the loss that was asked for.
func (c *oneClient) values() int {
	n := int((c.load.Leak/(c.load.Rate*orderShare) - bytesPerSession) / bytesPerValue)
	if n < 9 {
		return 9
	}
	return n
}

func (c *oneClient) attributes() map[string]string {
	n := c.values() * 2 / 3
	attributes := make(map[string]string, n)
	for i := 0; i < n; i++ {
		attributes[fmt.Sprintf("x-context-%02d", i)] = c.text(valueLength)
	}
	return attributes
}

func (c *oneClient) profile() map[string]any {
	preferences := make(map[string]any)
	for i := 0; i < c.values()/6; i++ {
		preferences[fmt.Sprintf("preference-%02d", i)] = c.text(valueLength)
	}
	var devices []map[string]string
	for i := 0; i < c.values()/6; i++ {
		devices = append(devices, map[string]string{
			"name":    c.text(12),
			"version": c.text(8),
			"token":   c.text(valueLength),
		})
	}
	return map[string]any{"locale": "nb_NO", "devices": devices, "preferences": preferences}
}

func (c *oneClient) lines() []store.Line {
	lines := make([]store.Line, linesPerOrder)
	for i := range lines {
		lines[i] = store.Line{
			SKU:      catalog.SKU(c.random.Intn(c.load.Articles)),
			Quantity: 1 + c.random.Int63n(9),
		}
	}
	return lines
}

func (c *oneClient) text(length int) string {
	var b strings.Builder
	for b.Len() < length {
		b.WriteByte(byte('a' + c.random.Intn(26)))
	}
	return b.String()
}

func (c *oneClient) get(ctx context.Context, path string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.load.Base+path, nil)
	if err != nil {
		return err
	}
	return c.do(request)
}

func (c *oneClient) do(request *http.Request) error {
	response, err := c.http.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", request.URL.Path, response.Status)
	}
	return nil
}
