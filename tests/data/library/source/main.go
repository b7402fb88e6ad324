// Command library lends books, and forgets nothing: each kind of growth has a function of its own.
package main

import (
	"log"
	"net/http"
	_ "net/http/pprof"
	"os"
	"time"

	"library.test/app/desk"
	"library.test/app/stacks"
)

func main() {
	go func() { log.Fatal(http.ListenAndServe(os.Args[1], nil)) }()
	d, err := desk.Open()
	if err != nil {
		log.Fatal(err)
	}
	s := stacks.New()
	for n := 0; ; n++ {
		d.Turn(n)
		s.Turn(n)
		time.Sleep(20 * time.Millisecond)
	}
}
