package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/computelint/computelint/collectors"
	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/pricelist"
	"github.com/computelint/computelint/internal/pricing"
)

const (
	livePrices  = "live"
	pricesUsage = "embedded, the built-in tables, or live: AWS's Pricing API over them, kept on disk for a week"
)

// pricesTimeout leaves most of the run's time to the audit where the Pricing API cannot be reached. A region takes some 25 requests.
const pricesTimeout = 5 * time.Minute

func checkPrices(choice string) error {
	switch choice {
	case "", "embedded", livePrices:
		return nil
	}
	return usage("unknown --prices %q: use embedded or live", choice)
}

// readPrices lays the regions' live price lists over a book: from disk where they are fresh, or else from AWS. Where they cannot be
// read the book's own prices stand, and one line says so.
func (p program) readPrices(ctx context.Context, s *awsapi.Session, regions []string, book *pricing.Book, say func(string)) *pricing.Book {
	if s.Partition != "aws" {
		say(fmt.Sprintf("no prices are known of the partition %s, which AWS's Pricing API does not list", s.Partition))
		return book
	}
	ctx, cancel := context.WithTimeout(ctx, pricesTimeout)
	defer cancel()
	cache := pricelist.Cache{}
	if p.cacheDir != "" {
		cache.Dir = filepath.Join(p.cacheDir, "prices")
	}
	var listings []pricing.Listing
	for _, region := range regions {
		listing, fresh := cache.Load(region, p.now())
		if !fresh {
			products, gap := collectors.Products(ctx, s, region)
			if gap != nil { // the other regions would say the same
				say(fmt.Sprintf("live prices cannot be read: %s; the built-in tables stand", gap))
				break
			}
			quotes, left := pricelist.Read(region, products)
			if len(left) > 0 {
				say(fmt.Sprintf("%s of the price list of %s left out: %s", countOf(len(left), "row"), region, left[0]))
			}
			if len(quotes) == 0 {
				say(fmt.Sprintf("the price list of %s has nothing that is understood; the built-in tables stand", region))
				continue
			}
			listing = pricing.Listing{Region: region, AsOf: p.now().UTC().Format(time.DateOnly), Quotes: quotes}
			cache.Save(listing)
		}
		listings = append(listings, listing)
	}
	return book.Over(listings...)
}
