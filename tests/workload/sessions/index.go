// SPDX-License-Identifier: GPL-3.0-or-later

// Package sessions remembers what clients told about themselves. It is where the leak is: an
// entry is made for each session that was ever seen, and nothing takes one out again. As long as
// clients keep their session nobody notices.
package sessions

import (
	"encoding/json"
	"strings"
	"sync"
	"time"
)

const longestHistory = 8

// Device is something that a client orders with.
type Device struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Token   string `json:"token"`
}

// Profile is what a client prefers.
type Profile struct {
	Locale      string         `json:"locale"`
	Devices     []Device       `json:"devices"`
	Preferences map[string]any `json:"preferences"`
}

// Event is something that a client did.
type Event struct {
	Time time.Time
	What string
}

// Session is what is known of a client.
type Session struct {
	ID         string
	Attributes map[string]string
	Profile    Profile
	History    []Event
}

// Index finds sessions by their id.
type Index struct {
	mu       sync.RWMutex
	sessions map[string]*Session
}

// NewIndex returns an empty index.
func NewIndex() *Index {
	return &Index{sessions: make(map[string]*Session)}
}

// Touch returns a session; attributes and profile are kept when it is new.
func (x *Index) Touch(id string, attributes map[string]string, profile json.RawMessage) (*Session, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if session, ok := x.sessions[id]; ok {
		return session, nil
	}
	session, err := newSession(id, attributes, profile)
	if err != nil {
		return nil, err
	}
	x.sessions[session.ID] = session
	return session, nil
}

// Note adds what a client did to the history of its session.
func (x *Index) Note(session *Session, what string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(session.History) == longestHistory {
		copy(session.History, session.History[1:])
		session.History = session.History[:longestHistory-1]
	}
	session.History = append(session.History, Event{time.Now(), strings.Clone(what)})
}

// Len tells how many sessions there are.
func (x *Index) Len() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return len(x.sessions)
}

func newSession(id string, attributes map[string]string, profile json.RawMessage) (*Session, error) {
	session := &Session{ID: strings.Clone(id), Attributes: cloneAttributes(attributes)}
	if err := json.Unmarshal(profile, &session.Profile); err != nil {
		return nil, err
	}
	return session, nil
}

// The attributes point into the request, which would stay as a whole.
func cloneAttributes(attributes map[string]string) map[string]string {
	clone := make(map[string]string, len(attributes))
	for key, value := range attributes {
		clone[strings.Clone(key)] = strings.Clone(value)
	}
	return clone
}
