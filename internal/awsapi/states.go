package awsapi

import (
	"encoding/json"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Definition is all that is kept of the definition of a Step Functions state machine: which tasks there are, and which
// function each one names. Definitions hold inputs, addresses and tokens, which are dropped as soon as one is decoded.
type Definition struct {
	States map[string]State
}

// State is one state of a Definition. A Parallel or Map state holds state machines of its own.
type State struct {
	Type          string
	Resource      string          `json:",omitempty"` // of a Task: a function's ARN, or the call that it makes
	Credentials   json.RawMessage `json:",omitempty"` // set for a Task that takes on another role, maybe of another account
	Parameters    *FunctionCall   `json:",omitempty"` // of a state written in JSONPath
	Arguments     *FunctionCall   `json:",omitempty"` // of a state written in JSONata
	Branches      []Definition    `json:",omitempty"`
	Iterator      *Definition     `json:",omitempty"` // the older name of ItemProcessor
	ItemProcessor *Definition     `json:",omitempty"`
}

// FunctionCall is the function that a state's parameters name.
type FunctionCall struct {
	FunctionName string `json:",omitempty"` // a name or an ARN, with or without a qualifier
	Qualifier    string `json:",omitempty"`
	Dynamic      bool   `json:",omitempty"` // an expression decides one of them while it runs
}

// UnmarshalJSON reads the parameters of a state, or what is kept of them.
func (c *FunctionCall) UnmarshalJSON(data []byte) error {
	if data[0] != '{' {
		c.Dynamic = true // an expression computes all arguments at once
		return nil
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return err
	}
	for name, raw := range fields {
		text, fixed := fixedText(raw)
		switch name {
		case "FunctionName":
			c.FunctionName, c.Dynamic = text, c.Dynamic || !fixed
		case "Qualifier":
			c.Qualifier, c.Dynamic = text, c.Dynamic || !fixed
		case "FunctionName.$", "Qualifier.$", "Dynamic":
			c.Dynamic = true
		}
	}
	return nil
}

// fixedText reads a text that is not an expression. An expression is code and may hold anything: it is not kept.
func fixedText(raw json.RawMessage) (text string, fixed bool) {
	if json.Unmarshal(raw, &text) != nil || strings.HasPrefix(strings.TrimSpace(text), "{%") {
		return "", false
	}
	return text, true
}

// onlyCalls reduces a definition to a Definition; nil when it cannot be read.
func onlyCalls(definition *string) *string {
	var d Definition
	if json.Unmarshal([]byte(aws.ToString(definition)), &d) != nil || d.States == nil {
		return nil
	}
	d.dropRoles()
	text, err := json.Marshal(d)
	if err != nil {
		return nil
	}
	return aws.String(string(text))
}

func (d *Definition) dropRoles() {
	for name, state := range d.States {
		if state.Credentials != nil {
			state.Credentials = json.RawMessage("{}")
		}
		for _, inner := range state.Machines() {
			inner.dropRoles()
		}
		d.States[name] = state
	}
}

// Machines are the state machines inside a state.
func (s *State) Machines() []*Definition {
	var all []*Definition
	for i := range s.Branches {
		all = append(all, &s.Branches[i])
	}
	for _, d := range []*Definition{s.Iterator, s.ItemProcessor} {
		if d != nil {
			all = append(all, d)
		}
	}
	return all
}
