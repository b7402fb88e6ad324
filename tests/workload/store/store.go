// SPDX-License-Identifier: GPL-3.0-or-later

// Package store keeps the latest orders, a bounded number of them.
package store

import (
	"sync"
	"time"
)

// Line is one article of an order.
type Line struct {
	SKU      string `json:"sku"`
	Quantity int64  `json:"quantity"`
	Cents    int64  `json:"cents"`
}

// Order is what a client ordered.
type Order struct {
	Number   int64     `json:"number"`
	Client   string    `json:"client"`
	Accepted time.Time `json:"accepted"`
	Lines    []Line    `json:"lines"`
	Note     string    `json:"note"`
}

// Total is the price of the whole order.
func (o *Order) Total() int64 {
	var total int64
	for _, line := range o.Lines {
		total += line.Quantity * line.Cents
	}
	return total
}

// Store is a ring: a new order takes the place of the oldest.
type Store struct {
	mu   sync.Mutex
	ring []*Order
	next int64
}

// New returns a store for the latest n orders.
func New(n int) *Store {
	return &Store{ring: make([]*Order, n)}
}

// Append numbers the order and keeps it.
func (s *Store) Append(order *Order) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	order.Number = s.next
	s.ring[s.next%int64(len(s.ring))] = order
	s.next++
	return order.Number
}

// Get returns an order, nil if it is too old or does not exist.
func (s *Store) Get(number int64) *Order {
	s.mu.Lock()
	defer s.mu.Unlock()
	if number < 0 || number >= s.next || s.next-number > int64(len(s.ring)) {
		return nil
	}
	return s.ring[number%int64(len(s.ring))]
}

// Latest returns up to n orders, the latest first.
func (s *Store) Latest(n int) []*Order {
	s.mu.Lock()
	defer s.mu.Unlock()
	var orders []*Order
	for number := s.next - 1; number >= 0 && s.next-number <= int64(len(s.ring)) && len(orders) < n; number-- {
		orders = append(orders, s.ring[number%int64(len(s.ring))])
	}
	return orders
}
