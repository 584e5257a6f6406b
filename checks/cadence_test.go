package checks

import "testing"

func TestCadenceOf(t *testing.T) {
	for expression, want := range map[string]cadence{
		"rate(5 minutes)":                    {12, 5},
		"rate(1 minute)":                     {60, 1},
		"rate(60 minutes)":                   {1, 60},
		" rate(8 minutes) ":                  {7.5, 8},
		"cron(* * * * ? *)":                  {60, 1},
		"cron(0/5 * * * ? *)":                {12, 5},
		"cron(*/5 * * * ? *)":                {12, 5},
		"cron(3/20 * ? * * *)":               {3, 20},
		"cron(0/25 * * * ? *)":               {3, 25},
		"cron(0,15,30,45 * * * ? *)":         {4, 15},
		"cron(0,10,20 0-23 1-31 1-12 1-7 *)": {3, 40},
		"cron(0-10/5,30 0/1 * * SUN-SAT *)":  {4, 30},
		"cron(7 * * * ? *)":                  {1, 60},
		"cron(50-59/9 * * * ? *)":            {2, 51},
		"cron(0/5,0/10 */1 1/1 * MON-SUN *)": {12, 5},
		"cron(0/5 8-18 ? * MON-FRI *)":       {},
		"cron(0/5 * 1 * ? *)":                {},
		"cron(0/5 * * 6 ? *)":                {},
		"cron(0/5 * * * ? 2026)":             {},
		"cron(0/5 * * * ?)":                  {},
		"cron(60 * * * ? *)":                 {},
		"cron(5-2 * * * ? *)":                {},
		"cron(-1 * * * ? *)":                 {},
		"cron(x * * * ? *)":                  {},
		"cron(0/x * * * ? *)":                {},
		"cron(0/0 * * * ? *)":                {},
		"cron(0-x * * * ? *)":                {},
		"cron(, * * * ? *)":                  {},
		"rate(1 hour)":                       {},
		"rate(5 days)":                       {},
		"rate(0 minutes)":                    {},
		"rate(61 minutes)":                   {},
		"rate(five minutes)":                 {},
		"rate(5)":                            {},
		"at(2026-11-23T06:00:00)":            {},
		"":                                   {},
	} {
		got, ok := cadenceOf(expression)
		if got != want || ok != (want != cadence{}) {
			t.Errorf("%q is %+v, %v; want %+v", expression, got, ok, want)
		}
	}
}
