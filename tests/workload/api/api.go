// SPDX-License-Identifier: GPL-3.0-or-later

// Package api answers the requests of clients.
package api

import (
	"bytes"
	"encoding/json"
	"expvar"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"example.com/orders/cache"
	"example.com/orders/catalog"
	"example.com/orders/sessions"
	"example.com/orders/store"
)

const (
	pageLength  = 40
	cachedPages = 250
	largestBody = 1 << 20
)

// Server is the service without its listener.
type Server struct {
	catalog  *catalog.Catalog
	orders   *store.Store
	sessions *sessions.Index
	pages    *cache.LRU[[]byte]
	buffers  sync.Pool

	accepted *expvar.Int
	refused  *expvar.Int
}

// New returns a server and publishes its figures in /debug/vars.
func New(articles *catalog.Catalog, orders *store.Store) *Server {
	s := &Server{
		catalog:  articles,
		orders:   orders,
		sessions: sessions.NewIndex(),
		pages:    cache.NewLRU[[]byte](cachedPages),
		buffers:  sync.Pool{New: func() any { return new(bytes.Buffer) }},
		accepted: expvar.NewInt("orders_accepted"),
		refused:  expvar.NewInt("orders_refused"),
	}
	expvar.Publish("sessions", expvar.Func(func() any { return s.sessions.Len() }))
	expvar.Publish("pages_cached", expvar.Func(func() any { return s.pages.Len() }))
	return s
}

// Register adds the paths of the service.
func (s *Server) Register(mux *http.ServeMux) {
	mux.HandleFunc("/orders", s.postOrder)
	mux.HandleFunc("/orders/latest", s.getLatest)
	mux.HandleFunc("/catalog", s.getCatalog)
	mux.HandleFunc("/search", s.getSearch)
}

type orderRequest struct {
	Session    string            `json:"session"`
	Client     string            `json:"client"`
	Attributes map[string]string `json:"attributes"`
	Profile    json.RawMessage   `json:"profile"`
	Lines      []store.Line      `json:"lines"`
	Note       string            `json:"note"`
}

type orderAnswer struct {
	Number   int64             `json:"number"`
	Locale   string            `json:"locale"`
	Cents    int64             `json:"cents"`
	Articles []catalog.Article `json:"articles"`
}

func (s *Server) postOrder(w http.ResponseWriter, r *http.Request) {
	var request orderRequest
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, largestBody)).Decode(&request); err != nil {
		s.refuse(w, err.Error())
		return
	}
	session, err := s.sessions.Touch(request.Session, request.Attributes, request.Profile)
	if err != nil {
		s.refuse(w, err.Error())
		return
	}
	order, articles, ok := s.price(&request)
	if !ok {
		s.refuse(w, "no such article")
		return
	}
	number := s.orders.Append(order)
	s.sessions.Note(session, fmt.Sprintf("order %d of %d lines: %s", number, len(order.Lines), order.Note))
	s.accepted.Add(1)
	s.writeJSON(w, orderAnswer{number, session.Profile.Locale, order.Total(), articles})
}

func (s *Server) price(request *orderRequest) (*store.Order, []catalog.Article, bool) {
	order := &store.Order{
		Client:   request.Client,
		Accepted: time.Now(),
		Lines:    make([]store.Line, 0, len(request.Lines)),
		Note:     request.Note,
	}
	articles := make([]catalog.Article, 0, len(request.Lines))
	for _, line := range request.Lines {
		article := s.catalog.Find(line.SKU)
		if article == nil {
			return nil, nil, false
		}
		line.SKU, line.Cents = article.SKU, article.Cents
		order.Lines = append(order.Lines, line)
		articles = append(articles, *article)
	}
	return order, articles, true
}

func (s *Server) getLatest(w http.ResponseWriter, _ *http.Request) {
	s.writeJSON(w, s.orders.Latest(50))
}

func (s *Server) getCatalog(w http.ResponseWriter, r *http.Request) {
	page := s.pages.GetOrLoad(r.FormValue("page"), s.renderPage)
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(page)
}

func (s *Server) renderPage(page string) []byte {
	// A page that is no number is the first one.
	n, _ := strconv.Atoi(page)
	if n < 0 {
		n = 0
	}
	rendered, _ := json.MarshalIndent(s.catalog.Page(n%s.catalog.Len(), pageLength), "", "  ")
	return rendered
}

func (s *Server) getSearch(w http.ResponseWriter, r *http.Request) {
	s.writeJSON(w, s.catalog.Search(r.FormValue("words"), 20))
}

func (s *Server) refuse(w http.ResponseWriter, reason string) {
	s.refused.Add(1)
	http.Error(w, reason, http.StatusBadRequest)
}

func (s *Server) writeJSON(w http.ResponseWriter, answer any) {
	buffer := s.buffers.Get().(*bytes.Buffer)
	defer s.buffers.Put(buffer)
	buffer.Reset()
	if err := json.NewEncoder(buffer).Encode(answer); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(buffer.Bytes())
}
