// SPDX-License-Identifier: GPL-3.0-or-later

// Busy writes an execution trace of itself to standard output while pairs of goroutines hand each
// other messages: some 65 bytes of trace for each of -rounds. tools/bench has Go and us read it.
package main

import (
	"bufio"
	"context"
	"flag"
	"log"
	"os"
	"runtime"
	"runtime/trace"
	"sync"
)

const pairs = 100

type message struct {
	text []byte
	last *message
}

var live [1 << 14]*message

// ask has each round be a task with a region, allocates, and waits for an answer.
func ask(rounds int, seed int, questions chan<- *message, answers <-chan *message) {
	defer close(questions)
	for n := 0; n < rounds; n++ {
		ctx, task := trace.NewTask(context.Background(), "round")
		trace.WithRegion(ctx, "exchange", func() {
			questions <- &message{text: make([]byte, 256+(n*37+seed)%2048)}
			live[(n*pairs+seed)%len(live)] = <-answers
		})
		if n%100 == 0 {
			trace.Log(ctx, "n", "hundred")
			go runtime.Gosched()
		}
		task.End()
	}
}

func answer(questions <-chan *message, answers chan<- *message) {
	for question := range questions {
		answers <- &message{text: question.text[:16], last: question}
	}
}

func main() {
	rounds := flag.Int("rounds", 100000, "how much to do")
	flag.Parse()

	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	if err := trace.Start(out); err != nil {
		log.Fatal(err)
	}
	var all sync.WaitGroup
	for i := 0; i < pairs; i++ {
		questions, answers := make(chan *message), make(chan *message)
		all.Add(2)
		go func(seed int) { defer all.Done(); ask(*rounds/pairs, seed, questions, answers) }(i)
		go func() { defer all.Done(); answer(questions, answers) }()
	}
	all.Wait()
	trace.Stop()
	if err := out.Flush(); err != nil {
		log.Fatal(err)
	}
}
