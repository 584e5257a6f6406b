package collectors

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/computelint/computelint/internal/awsapi"
	"github.com/computelint/computelint/internal/inventory"
)

// listFunctions reads functions and their published versions in one listing: a listing of versions for each function
// would cost a call a function.
func listFunctions(ctx context.Context, api *awsapi.Clients, r *inventory.Region) gaps {
	byName := map[string]*inventory.Function{}
	pages := lambda.NewListFunctionsPaginator(api.Lambda, &lambda.ListFunctionsInput{
		FunctionVersion: types.FunctionVersionAll, MaxItems: aws.Int32(50),
	})
	var gap gaps
	read := 0
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err == nil && page.Functions == nil {
			err = errors.New("the answer holds no list of functions")
		}
		if err != nil {
			gap = gaps{inventory.LambdaFunctions: cut(awsapi.ListFunctions, err, read)}
			break
		}
		read++
		for i := range page.Functions {
			addFunction(byName, &page.Functions[i])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		f := byName[name]
		if f.ARN == "" {
			continue // only versions were seen, before the listing was cut
		}
		slices.SortFunc(f.Versions, func(a, b inventory.Version) int { return cmp.Compare(versionNumber(a), versionNumber(b)) })
		r.Functions = append(r.Functions, *f)
	}
	return gap
}

func versionNumber(v inventory.Version) int {
	n, _ := strconv.Atoi(v.Number)
	return n
}

func addFunction(byName map[string]*inventory.Function, c *types.FunctionConfiguration) {
	name := aws.ToString(c.FunctionName)
	f := byName[name]
	if f == nil {
		f = &inventory.Function{Name: name}
		byName[name] = f
	}
	if v := aws.ToString(c.Version); v != "" && v != "$LATEST" {
		f.Versions = append(f.Versions, inventory.Version{Number: v, Config: configOf(c)})
		return
	}
	f.ARN = strings.TrimSuffix(aws.ToString(c.FunctionArn), ":$LATEST")
	f.Config = configOf(c)
	f.MasterARN = aws.ToString(c.MasterArn)
	f.HasEFS = len(c.FileSystemConfigs) > 0
	if c.VpcConfig != nil {
		f.Subnets = c.VpcConfig.SubnetIds
		f.InVPC = len(f.Subnets) > 0
	}
	f.Durable = c.DurableConfig != nil
	if c.Environment != nil {
		f.EnvNames = slices.Sorted(maps.Keys(c.Environment.Variables))
	}
	if c.LoggingConfig != nil {
		f.LogGroup = aws.ToString(c.LoggingConfig.LogGroup)
		f.LogFormat, f.SystemLog = string(c.LoggingConfig.LogFormat), string(c.LoggingConfig.SystemLogLevel)
	}
	if p := c.CapacityProviderConfig; p != nil && p.LambdaManagedInstancesCapacityProviderConfig != nil {
		f.CapacityARN = aws.ToString(p.LambdaManagedInstancesCapacityProviderConfig.CapacityProviderArn)
	}
}

func configOf(c *types.FunctionConfiguration) inventory.Config {
	out := inventory.Config{
		Runtime: string(c.Runtime), PackageType: cmp.Or(string(c.PackageType), "Zip"), Architecture: "x86_64",
		MemoryMB: int(aws.ToInt32(c.MemorySize)), TimeoutSec: int(aws.ToInt32(c.Timeout)), EphemeralMB: 512,
		CodeBytes: c.CodeSize, LastModified: parseTime(aws.ToString(c.LastModified)),
		SnapStart: c.SnapStart != nil && c.SnapStart.ApplyOn == types.SnapStartApplyOnPublishedVersions,
	}
	if c.DeadLetterConfig != nil {
		out.DeadLetter = aws.ToString(c.DeadLetterConfig.TargetArn)
	}
	if out.Image() {
		out.CodeSHA256 = aws.ToString(c.CodeSha256)
	}
	if len(c.Architectures) > 0 {
		out.Architecture = string(c.Architectures[0])
	}
	if c.EphemeralStorage != nil {
		out.EphemeralMB = int(aws.ToInt32(c.EphemeralStorage.Size))
	}
	for _, l := range c.Layers {
		out.Layers = append(out.Layers, inventory.Layer{ARN: aws.ToString(l.Arn), Bytes: l.CodeSize})
	}
	return out
}

// parseTime reads the forms in which Lambda writes times; zero for anything else.
func parseTime(s string) time.Time {
	for _, layout := range []string{"2006-01-02T15:04:05.999-0700", time.RFC3339Nano, "2006-01-02T15:04:05.999999"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}
