// The bakery leaks in many ways at once, each in a place of its own.
package main

import (
	"flag"
	"fmt"
	"net/http"
	_ "net/http/pprof"
	"time"

	"bakery.test/shop/courier"
	"bakery.test/shop/oven"
	"bakery.test/shop/till"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:7070", "where to listen")
	flag.Parse()
	kitchen := oven.Open()
	desk := till.Open()
	fleet := courier.Hire("http://" + *addr)
	http.HandleFunc("/menu", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "bread") })
	go http.ListenAndServe(*addr, nil)
	go fleet.Listen()
	time.Sleep(200 * time.Millisecond)
	for n := 0; ; n++ {
		kitchen.Shift(n)
		desk.Shift(n)
		fleet.Shift(n)
		time.Sleep(20 * time.Millisecond)
	}
}
