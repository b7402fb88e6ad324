// SPDX-License-Identifier: GPL-3.0-or-later

// Command orders is a small HTTP service that loses memory. It drives itself.
package main

import (
	"context"
	"errors"
	"expvar"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	_ "net/http/pprof"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"example.com/orders/api"
	"example.com/orders/catalog"
	"example.com/orders/loadgen"
	"example.com/orders/metrics"
	"example.com/orders/report"
	"example.com/orders/store"
)

type options struct {
	addr      string
	duration  time.Duration
	rate      float64
	clients   int
	leak      float64
	leakAfter time.Duration
	articles  int
	keep      int
	report    time.Duration
	drive     string
}

func main() {
	var o options
	flag.StringVar(&o.addr, "addr", "127.0.0.1:6060", "address to listen at")
	flag.DurationVar(&o.duration, "duration", 0, "end after this time; 0 is never")
	flag.Float64Var(&o.rate, "rate", 240, "requests per second that it asks of itself; 0 is none")
	flag.IntVar(&o.clients, "clients", 240, "clients that ask at the same time")
	flag.Float64Var(&o.leak, "leak", 1_000_000, "bytes per second to lose; 0 is none")
	flag.DurationVar(&o.leakAfter, "leak-after", 45*time.Second, "how long all is well at first")
	flag.IntVar(&o.articles, "articles", 9000, "articles in the catalogue")
	flag.IntVar(&o.keep, "keep", 3000, "latest orders that are kept")
	flag.DurationVar(&o.report, "report", 70*time.Second, "time between two reports")
	flag.StringVar(&o.drive, "drive", "", "only ask, of the service at this URL")
	flag.Parse()
	log.SetFlags(log.LstdFlags | log.Lmicroseconds | log.LUTC)

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if o.duration > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, o.duration)
		defer cancel()
	}
	if o.drive != "" {
		loadgen.Run(untilEOF(ctx, os.Stdin), loadgen.Load{
			Base:      o.drive,
			Articles:  o.articles,
			Clients:   o.clients,
			Rate:      o.rate,
			Leak:      o.leak,
			LeakAfter: o.leakAfter,
		})
		return
	}
	if err := serve(ctx, o); err != nil {
		log.Fatal(err)
	}
}

func serve(ctx context.Context, o options) error {
	runtime.SetBlockProfileRate(100_000)
	runtime.SetMutexProfileFraction(10)

	orders := store.New(o.keep)
	reports := expvar.NewInt("report_bytes")
	go report.Every(ctx, o.report, orders, func(bytes int) {
		reports.Set(int64(bytes))
		log.Printf("report of %d bytes", bytes)
	})
	api.New(catalog.Load(o.articles), orders).Register(http.DefaultServeMux)
	http.HandleFunc("/metrics", metrics.Handler)

	listener, err := net.Listen("tcp", o.addr)
	if err != nil {
		return err
	}
	log.Printf("listening at %s", listener.Addr())
	if o.rate > 0 {
		stop, err := startDriver(o, listener.Addr())
		if err != nil {
			return err
		}
		defer stop()
	}
	server := &http.Server{ReadHeaderTimeout: 10 * time.Second}
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// The clients are this program once more. GODEBUG and GOMEMLIMIT are for the service alone.
func startDriver(o options, addr net.Addr) (stop func(), err error) {
	driver := exec.Command(os.Args[0],
		"-drive", "http://"+addr.String(),
		"-articles", fmt.Sprint(o.articles),
		"-clients", fmt.Sprint(o.clients),
		"-rate", fmt.Sprint(o.rate),
		"-leak", fmt.Sprint(o.leak),
		"-leak-after", o.leakAfter.String())
	driver.Env = []string{}
	driver.Stderr = os.Stderr
	// Whichever way the service ends, its end of the pipe is closed.
	life, err := driver.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := driver.Start(); err != nil {
		return nil, err
	}
	return func() {
		_ = life.Close()
		_ = driver.Wait()
	}, nil
}

func untilEOF(parent context.Context, r io.Reader) context.Context {
	ctx, cancel := context.WithCancel(parent)
	go func() {
		_, _ = io.Copy(io.Discard, r)
		cancel()
	}()
	return ctx
}
