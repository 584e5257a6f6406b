package checks

import (
	"fmt"
	"maps"
	"slices"

	"github.com/computelint/computelint/internal/inventory"
	"github.com/computelint/computelint/internal/systems"
)

var imageBehind = Threshold{
	Name: "days_behind", Default: 180, Unit: "days",
	Doc:    "An image that is older than the newest of its series by more than this is outdated.",
	Source: "our choice, 2026-11: two quarterly releases of Amazon Linux 2023",
}

var ec2AMIOutdated = Check{
	ID:         "ec2-ami-outdated",
	Title:      "Instance launched from an image that is out of date",
	Category:   Lifecycle,
	Needs:      []inventory.Dataset{inventory.EC2Instances},
	Uses:       []inventory.Dataset{inventory.EC2Images, inventory.EC2ImageFamilies, inventory.AutoScalingGroups},
	Thresholds: []*Threshold{&imageBehind},
	Judge:      eachFleet(judgeImages),
}

// imageVerdict is what is wrong with an image; its zero value is nothing.
type imageVerdict struct {
	severity Severity
	words    string // after "which"
	newest   string // the id of the newest of its series, where that was asked for
}

// judgeImages looks at what a fleet was launched from. What one image tells by itself needs no second question: the newest
// of a series is asked for only where no image of the fleet is past its end or deprecated.
func judgeImages(p *Pass, f *fleet) Verdict {
	images, v, ok := p.imagesOf(f)
	ids := slices.Sorted(maps.Keys(images))
	wrong := map[string]imageVerdict{}
	for _, id := range ids {
		if verdict := p.pastEnd(images[id]); verdict.words != "" {
			wrong[id] = verdict
		}
	}
	if !ok && (len(wrong) == 0 || v.Gap.Reason != "") { // what is past its end stands where other images are gone
		return v
	}
	if len(wrong) == 0 {
		unknown := Verdict{}
		for _, id := range ids {
			verdict, v := p.behindSeries(images[id])
			switch {
			case v.Outcome == OutcomeUnknown:
				unknown = v
			case verdict.words != "":
				wrong[id] = verdict
			}
		}
		if len(wrong) == 0 && unknown.Outcome != "" {
			return unknown
		}
	}
	if len(wrong) == 0 {
		return Clean("its image is supported, and not far behind the newest of its series")
	}
	return Found(p.imageFinding(f, images, wrong))
}

// imagesOf reads the images of a fleet. It is false, with a verdict, where one is not known.
func (p *Pass) imagesOf(f *fleet) (images map[string]inventory.AMI, v Verdict, ok bool) {
	images = map[string]inventory.AMI{}
	v = Verdict{}
	for _, i := range f.members {
		if i.Image == "" {
			if v.Outcome == "" {
				v = Unknown("which image it was launched from is not known")
			}
			continue
		}
		if _, read := images[i.Image]; read {
			continue
		}
		fact := Read(p, inventory.AMIKey(i.Image))
		image, known := fact.Get()
		switch {
		case !known:
			v = Unread(fact.Why())
		case !image.Exists && v.Outcome == "":
			v = Unknown("its image " + i.Image + " is gone, or is not shared with the account any more")
		}
		images[i.Image] = image
	}
	return images, v, v.Outcome == ""
}

// pastEnd tells what the image itself says: that its system is past its end, or that its publisher deprecated it.
func (p *Pass) pastEnd(image inventory.AMI) imageVerdict {
	system, known := systems.OfImage(image.Name)
	switch {
	case known && system.Ended(p.TakenAt):
		return imageVerdict{severity: High, words: fmt.Sprintf("holds %s, whose updates ended on %s", system.Name, date(system.Ends))}
	case !image.DeprecatedAt.IsZero() && !p.TakenAt.Before(image.DeprecatedAt):
		return imageVerdict{severity: Medium, words: "its owner deprecated on " + date(image.DeprecatedAt)}
	}
	return imageVerdict{}
}

// behindSeries holds an image against the newest of its publisher's series.
func (p *Pass) behindSeries(image inventory.AMI) (imageVerdict, Verdict) {
	_, known := systems.OfImage(image.Name)
	series := systems.Series(image.Name)
	switch {
	case !known || series == "":
		return imageVerdict{}, Unknown(fmt.Sprintf("its image is called %q: which system it holds does not show", image.Name))
	case image.Owner == p.Account:
		return imageVerdict{}, Unknown("its image is the account's own copy: whether there is a newer one does not show")
	case image.CreatedAt.IsZero():
		return imageVerdict{}, Unknown("when its image was made is not known")
	}
	fact := Read(p, inventory.NewestAMIKey(image.Owner, series))
	newest, ok := fact.Get()
	if !ok {
		return imageVerdict{}, Unread(fact.Why())
	}
	if !newest.Exists {
		return imageVerdict{}, Unknown("its publisher offers no image of its series any more")
	}
	behind := days(newest.CreatedAt.Sub(image.CreatedAt))
	if behind <= p.Days(&imageBehind) {
		return imageVerdict{}, Verdict{}
	}
	words := fmt.Sprintf("is %s behind the newest of its series, of %s", plural(behind, "day"), date(newest.CreatedAt))
	return imageVerdict{severity: Low, words: words, newest: newest.ID}, Verdict{}
}

func (p *Pass) imageFinding(f *fleet, images map[string]inventory.AMI, wrong map[string]imageVerdict) Finding {
	count := map[string]int{}
	for _, i := range f.members {
		count[i.Image]++
	}
	ids := slices.Sorted(maps.Keys(wrong))
	worst := slices.MaxFunc(ids, func(a, b string) int { return int(wrong[a].severity) - int(wrong[b].severity) })
	finding := Finding{
		Severity: wrong[worst].severity, Confidence: Measured,
		Message: fmt.Sprintf("%s runs on the image %s, which %s. Patches that were installed since do not show.", f.name(), imageWords(images[worst]), wrong[worst].words),
		Fix:     f.imageFix(wrong[worst].newest),
	}
	if images[worst].Owner == p.Account {
		finding.Confidence = Inferred // whoever copied it may have named it as he liked
	}
	for _, id := range ids {
		finding.Evidence = append(finding.Evidence, setting(fmt.Sprintf("image of %s", plural(count[id], "instance")), fmt.Sprintf("%s, made on %s: %s", imageWords(images[id]), date(images[id].CreatedAt), wrong[id].words)))
	}
	finding.Evidence = append(finding.Evidence, f.size()...)
	return finding
}

func imageWords(image inventory.AMI) string {
	if image.Name == "" {
		return image.ID
	}
	return fmt.Sprintf("%s (%s)", image.Name, image.ID)
}
