package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/pricing"
)

// priceServer is an AWS with a Pricing API that lists one instance type, and counts how often it is asked. The status other than
// 200 is a refusal.
func priceServer(t *testing.T, status int, partition string) (session *awsapi.Session, asked *int) {
	t.Helper()
	asked = new(int)
	const product = `{"serviceCode": "AmazonEC2", "product": {"productFamily": "Compute Instance", "attributes": {"regionCode": "eu-west-1", "locationType": "AWS Region", "instanceType": "m7g.large", "operatingSystem": "Linux", "tenancy": "Shared", "preInstalledSw": "NA", "capacitystatus": "Used", "usagetype": "EU-BoxUsage:m7g.large"}}, "terms": {"OnDemand": {"T": {"priceDimensions": {"R": {"unit": "Hrs", "beginRange": "0", "endRange": "Inf", "pricePerUnit": {"USD": "0.0912"}}}}}}}`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.Header.Get("X-Amz-Target"), "GetProducts") {
			fmt.Fprintf(w, `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:%s:iam::111122223333:user/me</Arn><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`, partition)
			return
		}
		*asked++
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		w.WriteHeader(status)
		if status != http.StatusOK {
			fmt.Fprint(w, `{"__type": "AccessDeniedException", "message": "no"}`)
			return
		}
		list := []string{}
		if strings.Contains(string(body), `"operatingSystem"`) && strings.Contains(string(body), `"eu-west-1"`) {
			list = append(list, product)
		}
		answer, _ := json.Marshal(map[string]any{"FormatVersion": "aws_v1", "PriceList": list})
		_, _ = w.Write(answer)
	}))
	t.Cleanup(server.Close)
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": server.URL, "AWS_ACCESS_KEY_ID": "AKIAEXAMPLEEXAMPLE00", "AWS_SECRET_ACCESS_KEY": "not-a-secret", "AWS_REGION": "eu-west-1",
		"AWS_CONFIG_FILE": "/nonexistent", "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent", "AWS_PROFILE": "", "AWS_SESSION_TOKEN": "",
	} {
		t.Setenv(name, value)
	}
	session, err := awsapi.Open(t.Context(), awsapi.Options{Share: 100})
	if err != nil {
		t.Fatal(err)
	}
	return session, asked
}

func TestLivePrices(t *testing.T) {
	session, asked := priceServer(t, http.StatusOK, "aws")
	today := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	p := program{cacheDir: t.TempDir(), now: func() time.Time { return today }}
	var said []string
	say := func(text string) { said = append(said, text) }
	book := p.readPrices(t.Context(), session, []string{"eu-west-1"}, pricing.Embedded(), say)
	want := pricing.Price{USD: 0.0912, Unit: "hour", Source: pricing.LiveSource, AsOf: "2026-11-23"}
	if got, ok := book.EC2Linux("eu-west-1", "m7g.large"); !ok || got != want || len(said) > 0 {
		t.Errorf("%+v, %v; it says %q", got, ok, said)
	}
	first := *asked
	if calls := session.Meter.Cost().Calls["pricing:GetProducts"]; first == 0 || calls != first {
		t.Errorf("%d questions, of which the run's cost has %d", first, calls)
	}

	// Within a week the disk answers, and the price keeps its date.
	today = today.AddDate(0, 0, 6)
	book = p.readPrices(t.Context(), session, []string{"eu-west-1"}, pricing.Embedded(), say)
	if got, _ := book.EC2Linux("eu-west-1", "m7g.large"); got != want || *asked != first {
		t.Errorf("%+v after %d more questions", got, *asked-first)
	}

	// A file that is damaged is read anew.
	file := filepath.Join(p.cacheDir, "prices", "eu-west-1.json")
	if err := os.WriteFile(file, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	book = p.readPrices(t.Context(), session, []string{"eu-west-1"}, pricing.Embedded(), say)
	if got, _ := book.EC2Linux("eu-west-1", "m7g.large"); got.AsOf != "2026-11-29" || *asked == first || len(said) > 0 {
		t.Errorf("%+v; it says %q", got, said)
	}

	// A region of which nothing is understood keeps the built-in prices.
	book = p.readPrices(t.Context(), session, []string{"eu-west-2"}, pricing.Embedded(), say)
	embedded, _ := pricing.Embedded().EC2Linux("eu-west-2", "m7g.large")
	if got, _ := book.EC2Linux("eu-west-2", "m7g.large"); got != embedded || len(said) != 1 || !strings.Contains(said[0], "eu-west-2 has nothing") {
		t.Errorf("%+v; it says %q", got, said)
	}
}

// Where the price list may not be read, or is none of this partition's, one line says so and the built-in tables stand.
func TestLivePricesFallBack(t *testing.T) {
	for name, c := range map[string]struct {
		status          int
		partition, says string
	}{
		"denied":   {http.StatusBadRequest, "aws", "pricing:GetProducts was denied; the built-in tables stand"},
		"GovCloud": {http.StatusOK, "aws-us-gov", "no prices are known of the partition aws-us-gov"},
	} {
		t.Run(name, func(t *testing.T) {
			session, asked := priceServer(t, c.status, c.partition)
			p := program{now: time.Now}
			var said []string
			book := p.readPrices(t.Context(), session, []string{"eu-west-1", "eu-west-2", "us-gov-west-1"}, pricing.Embedded(), func(text string) { said = append(said, text) })
			if len(said) != 1 || !strings.Contains(said[0], c.says) || *asked > 1 {
				t.Errorf("it says %q after %d questions", said, *asked)
			}
			for _, region := range []string{"eu-west-1", "us-gov-west-1"} {
				got, ok := book.EC2Linux(region, "m7g.large")
				if want, known := pricing.Embedded().EC2Linux(region, "m7g.large"); got != want || ok != known {
					t.Errorf("%s: %+v, %v", region, got, ok)
				}
			}
		})
	}
}

// Ages are counted to the run's clock; of a date without its day they are the most that they can be.
func TestAge(t *testing.T) {
	now := time.Date(2026, 11, 23, 23, 0, 0, 0, time.UTC)
	for asOf, want := range map[string]string{
		"2026-11-23": "0 days", "2026-11-22": "1 day", "2026-09-29": "55 days", "2026-10": "at most 53 days", "2025": "at most 691 days",
		"2026-12-01": "0 days", "lately": "not known", "": "not known",
	} {
		if got := age(asOf, now); got != want {
			t.Errorf("%q is %q old, want %q", asOf, got, want)
		}
	}
}

func TestPlainDecimal(t *testing.T) {
	for usd, want := range map[float64]string{2e-7: "0.0000002", 0.08: "0.08", 3: "3", 0.0000048304: "0.0000048304"} {
		if got := plainDecimal(usd); got != want {
			t.Errorf("%v is %q, want %q", usd, got, want)
		}
	}
}
