package checks

import (
	"fmt"

	"github.com/computelint/computelint/internal/inventory"
)

// judgeImageOversized judges a container image. Its size is in ECR, which is asked only where size would matter: where
// somebody waits for a cold start, or where its init is long.
func judgeImageOversized(p *Pass, f *inventory.Function) Verdict {
	who := p.ofAllQualifiers(f, p.whoIsSeen)
	felt := "while a caller waits: " + who.why
	var evidence []Evidence
	if who.waiting != someoneWaits {
		if who.gap.Reason != inventory.NotRequested {
			return Unread(who.gap)
		}
		c, v, measured := p.coldStartsOf(f)
		switch {
		case !measured && v.Gap.Reason != inventory.NotRequested:
			return v
		case !measured || !c.reaches(p, p.Limit(&noticeableInit)):
			return Unknown("a container image that nobody is known to wait for: its size in ECR is not read")
		}
		felt = fmt.Sprintf("and its init takes up to %.0f ms", c.maxMS)
		evidence = append(evidence, c.p99Says.against(p.Limit(&noticeableInit)))
	}
	if f.Config.CodeSHA256 == "" {
		return Unknown("a container image whose digest Lambda does not say")
	}
	fact := Read(p, inventory.ImageKey("sha256:"+f.Config.CodeSHA256))
	image, ok := fact.Get()
	switch {
	case !ok:
		return Unread(fact.Why())
	case image.Repository == "":
		return Unknown("a container image that is in no repository of this account and region")
	}
	limit, size := p.Limit(&imageBudget), float64(image.Bytes)/(1<<20)
	if size <= limit {
		return Clean(fmt.Sprintf("%.1f of %.0f MB", size, limit))
	}
	return Found(Finding{
		Severity: Medium, Confidence: Measured,
		Message: fmt.Sprintf("%s starts cold from an image of %.1f MB, %s.", f.Name, size, felt),
		Evidence: append([]Evidence{
			counted("image", fmt.Sprintf("%.1f MB compressed", size), size, "MB").against(limit),
			setting("repository", image.Repository), setting("digest", image.Digest),
		}, evidence...),
		Fix: Fix{Summary: fmt.Sprintf("Bring it under %.0f MB: build in stages, start from AWS's base image of the runtime or a slim one, leave out build tools, caches, tests and unused dependencies, and load models and data from S3 or EFS.", limit)},
	})
}
