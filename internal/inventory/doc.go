// Package inventory is the contract between collecting, judging and reporting: what is known about an AWS account's
// compute, and, just as carefully, what is not known and why.
//
// The words used throughout the program:
//
//   - A Dataset is one kind of thing that can be read: a listing ("lambda:functions") or a fact about one resource
//     ("lambda:policy").
//   - A root dataset is listed for a whole region before anything is judged. When its listing fails the region holds a
//     Gap for it.
//   - Every other dataset is read on demand: a check reads a Key, the runner collects the keys that are missing as Wants,
//     and a collector fills them in the next round.
//   - A Fact is a value that may be missing. It cannot be negated by accident: the only way to the value is Get.
package inventory
