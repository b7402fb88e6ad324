package main

import (
	"fmt"
	"net/http"
	_ "net/http/pprof"
	"os"
	"time"

	"garage.test/app/desk"
	"garage.test/app/parts"
)

func main() {
	go http.ListenAndServe(os.Args[2], nil)
	p := parts.New()
	d := desk.New(p)
	var trail [][]byte
	for n := 0; ; n++ {
		p.Tick(n)
		d.Tick(n)
		trail = append(trail, stain(n))
		time.Sleep(20 * time.Millisecond)
	}
}

func stain(n int) []byte { return []byte(fmt.Sprintf("%05000d", n)) }
