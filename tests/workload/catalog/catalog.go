// SPDX-License-Identifier: GPL-3.0-or-later

// Package catalog knows the articles that can be ordered. It is loaded once and stays.
package catalog

import (
	"fmt"
	"math/rand"
	"strings"
)

// Article is one thing that can be ordered.
type Article struct {
	SKU         string   `json:"sku"`
	Title       string   `json:"title"`
	Description string   `json:"description"`
	Cents       int64    `json:"cents"`
	Tags        []string `json:"tags"`
}

// Catalog finds articles.
type Catalog struct {
	articles []*Article
	bySKU    map[string]*Article
	byPhrase map[string][]*Article
}

var words = strings.Fields("oak walnut steel linen wool copper glass paper cotton slate amber " +
	"folding narrow wide heavy light matte woven brushed round square lamp shelf table bowl chair " +
	"basket hook frame clock tray kettle blanket drawer bench mirror")

// Load makes a catalogue of n articles, the same one each time.
func Load(n int) *Catalog {
	random := rand.New(rand.NewSource(7))
	c := &Catalog{bySKU: make(map[string]*Article, n), byPhrase: make(map[string][]*Article)}
	for i := 0; i < n; i++ {
		article := newArticle(random, i)
		c.articles = append(c.articles, article)
		c.bySKU[article.SKU] = article
		c.addPhrases(article)
	}
	return c
}

func newArticle(random *rand.Rand, i int) *Article {
	return &Article{
		SKU:         SKU(i),
		Title:       phrase(random, 3),
		Description: phrase(random, 120),
		Cents:       500 + random.Int63n(90000),
		Tags:        strings.Fields(phrase(random, 5)),
	}
}

// Two words that follow each other find the article.
func (c *Catalog) addPhrases(article *Article) {
	fields := strings.Fields(article.Description)
	for i := 1; i < len(fields); i++ {
		key := fields[i-1] + " " + fields[i]
		found := c.byPhrase[key]
		if len(found) == 0 || found[len(found)-1] != article {
			c.byPhrase[key] = append(found, article)
		}
	}
}

func phrase(random *rand.Rand, n int) string {
	var b strings.Builder
	for i := 0; i < n; i++ {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(words[random.Intn(len(words))])
	}
	return b.String()
}

// SKU is the number of the article at index i.
func SKU(i int) string {
	return fmt.Sprintf("SKU-%06d", i)
}

// Len tells how many articles there are.
func (c *Catalog) Len() int {
	return len(c.articles)
}

// Find returns the article with a number, nil if there is none.
func (c *Catalog) Find(sku string) *Article {
	return c.bySKU[sku]
}

// Search returns up to n articles whose description has two words that follow each other.
func (c *Catalog) Search(words string, n int) []*Article {
	found := c.byPhrase[words]
	if len(found) > n {
		found = found[:n]
	}
	return found
}

// Words are those of which descriptions are made.
func Words() []string {
	return words
}

// Page returns up to n articles from index first on; the end is followed by the beginning.
func (c *Catalog) Page(first, n int) []*Article {
	page := make([]*Article, 0, n)
	for i := 0; i < n; i++ {
		page = append(page, c.articles[(first+i)%len(c.articles)])
	}
	return page
}
