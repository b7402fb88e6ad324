// SPDX-License-Identifier: GPL-3.0-or-later

// Package cache holds a bounded number of recently used values.
package cache

import (
	"container/list"
	"sync"
)

// LRU forgets what was not used for longest once it is full.
type LRU[V any] struct {
	mu       sync.Mutex
	capacity int
	order    *list.List
	entries  map[string]*list.Element
}

type entry[V any] struct {
	key   string
	value V
}

// NewLRU returns an empty cache for at most capacity values.
func NewLRU[V any](capacity int) *LRU[V] {
	return &LRU[V]{
		capacity: capacity,
		order:    list.New(),
		entries:  make(map[string]*list.Element, capacity),
	}
}

// GetOrLoad returns the value of key and calls load for it if it is not there.
func (c *LRU[V]) GetOrLoad(key string, load func(string) V) V {
	c.mu.Lock()
	defer c.mu.Unlock()
	if element, ok := c.entries[key]; ok {
		c.order.MoveToFront(element)
		return element.Value.(*entry[V]).value
	}
	value := load(key)
	c.entries[key] = c.order.PushFront(&entry[V]{key, value})
	for c.order.Len() > c.capacity {
		oldest := c.order.Back()
		c.order.Remove(oldest)
		delete(c.entries, oldest.Value.(*entry[V]).key)
	}
	return value
}

// Len tells how many values there are.
func (c *LRU[V]) Len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.order.Len()
}
