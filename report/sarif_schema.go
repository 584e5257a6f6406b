package report

import "github.com/computelint/computelint/checks"

// The part of SARIF 2.1.0 that is written. Fields whose default means something else than their absence are either always
// written or not here at all: a rank of -1 makes every finding critical in GitLab, a byteOffset makes DefectDojo drop the line.

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool              sarifTool                 `json:"tool"`
	AutomationDetails sarifAutomation           `json:"automationDetails"`
	Invocations       []sarifInvocation         `json:"invocations"`
	URIBases          map[string]sarifURIBaseID `json:"originalUriBaseIds"`
	Results           []sarifResult             `json:"results"` // never null: an empty run is what closes alerts
	Properties        sarifRunProperties        `json:"properties"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name            string      `json:"name"`
	FullName        string      `json:"fullName"`
	Organization    string      `json:"organization"`
	Version         string      `json:"version,omitempty"`
	SemanticVersion string      `json:"semanticVersion,omitempty"`
	InformationURI  string      `json:"informationUri"`
	Rules           []sarifRule `json:"rules"`
	Notifications   []sarifRule `json:"notifications"`
}

// sarifRule is a reportingDescriptor: a rule, or a kind of notification.
type sarifRule struct {
	ID               string               `json:"id"`
	Name             string               `json:"name"`
	ShortDescription sarifText            `json:"shortDescription"`
	FullDescription  sarifText            `json:"fullDescription"`
	Help             sarifText            `json:"help"`
	HelpURI          string               `json:"helpUri"`
	Default          sarifDefault         `json:"defaultConfiguration"`
	Properties       *sarifRuleProperties `json:"properties,omitempty"`
}

type sarifText struct {
	Text     string `json:"text"`
	Markdown string `json:"markdown,omitempty"`
}

type sarifDefault struct {
	Level string `json:"level"`
}

// sarifRuleProperties holds no security-severity and no tag "security": what a check finds is not a vulnerability.
type sarifRuleProperties struct {
	Tags      []string `json:"tags"`
	Precision string   `json:"precision"`
	Severity  string   `json:"problem.severity"`
}

type sarifAutomation struct {
	ID string `json:"id"`
}

type sarifInvocation struct {
	Successful    bool                `json:"executionSuccessful"`
	Start         string              `json:"startTimeUtc"`
	Notifications []sarifNotification `json:"toolExecutionNotifications"`
}

type sarifNotification struct {
	Descriptor sarifReference `json:"descriptor"`
	Level      string         `json:"level"`
	Message    sarifText      `json:"message"`
}

type sarifReference struct {
	ID    string `json:"id"`
	Index int    `json:"index"`
}

type sarifURIBaseID struct {
	Description sarifText `json:"description"`
}

type sarifRunProperties struct {
	Account   string `json:"awsAccountId"`
	Region    string `json:"awsRegion"`
	Synthetic bool   `json:"synthetic,omitempty"`
}

type sarifResult struct {
	RuleID              string            `json:"ruleId"`
	RuleIndex           int               `json:"ruleIndex"`
	Level               string            `json:"level"`
	Rank                float64           `json:"rank"`
	Message             sarifText         `json:"message"`
	Locations           []sarifLocation   `json:"locations"`
	Fingerprints        map[string]string `json:"fingerprints"`
	PartialFingerprints map[string]string `json:"partialFingerprints"`
	Properties          sarifFacts        `json:"properties"`
}

type sarifLocation struct {
	Physical sarifPhysicalLocation  `json:"physicalLocation"`
	Logical  []sarifLogicalLocation `json:"logicalLocations"`
}

type sarifPhysicalLocation struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   sarifRegion   `json:"region"`
}

type sarifArtifact struct {
	URI         string    `json:"uri"`
	URIBaseID   string    `json:"uriBaseId"`
	Description sarifText `json:"description"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn"`
	EndLine     int `json:"endLine"`
	EndColumn   int `json:"endColumn"`
}

type sarifLogicalLocation struct {
	Name               string `json:"name"`
	FullyQualifiedName string `json:"fullyQualifiedName"`
	Kind               string `json:"kind"`
}

// sarifFacts is what viewers list beside a result. The name "tags" is taken by SARIF itself.
type sarifFacts struct {
	Account    string            `json:"awsAccountId"`
	Region     string            `json:"awsRegion"`
	ARN        string            `json:"arn"`
	Type       string            `json:"resourceType"`
	Owner      string            `json:"owner,omitempty"`
	Tags       map[string]string `json:"awsTags,omitempty"`
	Category   checks.Category   `json:"category"`
	Severity   checks.Severity   `json:"severity"`
	Confidence checks.Confidence `json:"confidence"`
	Evidence   []string          `json:"evidence,omitempty"`
	LowUSD     *float64          `json:"monthlySavingsLowUsd,omitempty"`
	HighUSD    *float64          `json:"monthlySavingsHighUsd,omitempty"`
	Command    string            `json:"command,omitempty"`
}
