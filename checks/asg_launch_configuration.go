package checks

import (
	"fmt"

	"github.com/computelint/computelint/internal/inventory"
)

var asgLaunchConfiguration = Check{
	ID:       "asg-launch-configuration",
	Title:    "Auto Scaling group on a launch configuration",
	Category: Lifecycle,
	Needs:    []inventory.Dataset{inventory.AutoScalingGroups},
	Judge:    eachGroup(judgeLaunchConfiguration),
}

func judgeLaunchConfiguration(_ *Pass, g *inventory.AutoScalingGroup) Verdict {
	if g.LaunchConfiguration == "" {
		if g.Template == nil && g.Mixed == nil {
			return Unknown("AWS did not say what it launches from")
		}
		return Clean("it launches from a launch template")
	}
	return Found(Finding{
		Severity: Low, Confidence: Measured,
		Message: fmt.Sprintf("Auto Scaling group %s launches from launch configuration %s. AWS has retired these: they take no instance type that came after 2022, and accounts opened since October 2024 cannot make one.",
			g.Name, g.LaunchConfiguration),
		Evidence: []Evidence{
			setting("launch configuration", g.LaunchConfiguration),
			setting("group size", fmt.Sprintf("%d, between %d and %d", g.Desired, g.Min, g.Max)),
		},
		Fix: Fix{
			Summary: "Make a launch template of it (the console's \"Copy to launch template\" does), set the template in the group and start an instance refresh." + atWhere(g),
			Edits: []Property{
				{"cloudformation", "AWS::AutoScaling::AutoScalingGroup LaunchTemplate", "a launch template with the same settings"},
				{"cloudformation", "AWS::AutoScaling::AutoScalingGroup LaunchConfigurationName", ""},
				{"terraform", "aws_autoscaling_group launch_template", "a launch template with the same settings"},
				{"terraform", "aws_autoscaling_group launch_configuration", ""},
			},
		},
	})
}
