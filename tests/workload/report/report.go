// SPDX-License-Identifier: GPL-3.0-or-later

// Package report writes a table of the latest orders now and then. It needs much memory for a
// short time, all of which is free again afterwards: what a healthy peak looks like.
package report

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"sort"
	"strconv"
	"time"

	"example.com/orders/store"
)

type row struct {
	sku    string
	client string
	cells  []string
}

// Every writes a report each interval until the context ends, and tells done its size.
func Every(ctx context.Context, interval time.Duration, orders *store.Store, done func(bytes int)) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			done(len(Build(orders.Latest(3000))))
		}
	}
}

// Build makes the packed table of the orders.
func Build(orders []*store.Order) []byte {
	rows := flatten(orders)
	sort.Slice(rows, func(i, j int) bool {
		if rows[i].sku != rows[j].sku {
			return rows[i].sku < rows[j].sku
		}
		return rows[i].client < rows[j].client
	})
	return compress(format(rows))
}

func flatten(orders []*store.Order) []row {
	var rows []row
	for _, order := range orders {
		for _, line := range order.Lines {
			rows = append(rows, row{line.SKU, order.Client, cells(order, line)})
		}
	}
	return rows
}

func cells(order *store.Order, line store.Line) []string {
	return []string{
		line.SKU,
		order.Client,
		strconv.FormatInt(order.Number, 10),
		order.Accepted.Format(time.RFC3339Nano),
		strconv.FormatInt(line.Quantity, 10),
		strconv.FormatFloat(float64(line.Quantity*line.Cents)/100, 'f', 2, 64),
		order.Note,
	}
}

func format(rows []row) []byte {
	var table bytes.Buffer
	w := csv.NewWriter(&table)
	for i := range rows {
		// A buffer takes everything.
		_ = w.Write(rows[i].cells)
	}
	w.Flush()
	return table.Bytes()
}

func compress(table []byte) []byte {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write(table)
	_ = w.Close()
	return packed.Bytes()
}
