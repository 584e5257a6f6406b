"""Evaluates CloudWatch Logs Insights queries over rows of fields: the part of the language that sums up reports.

Commands: fields, filter, parse (a pattern with * or a /regular expression/ with named groups), stats … by …, sort, limit.
A row may stand for many: "@weight" says how many. What is not understood is refused, as AWS refuses a malformed query.
"""

import re

from metric_store import nearest_rank

TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<string>\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"
    r"|(?P<regex>(?<=like )/(?:[^/\\]|\\.)*/|(?<==~ )/(?:[^/\\]|\\.)*/)"
    r"|(?P<name>`[^`]+`|[@A-Za-z_][\w@.]*)|(?P<mark>=~|!=|<=|>=|[-+*/%^()=<>,\[\]]))"
)
AGGREGATES = {"count", "sum", "avg", "min", "max", "pct", "median", "stddev", "count_distinct"}
BINARY = [
    {"or"}, {"and"}, {"=", "!=", "<", "<=", ">", ">=", "=~", "like", "in"}, {"+", "-"}, {"*", "/", "%"}, {"^"},
]


class Malformed(Exception):
    """The query is not one that this module understands."""


def run(query, rows):
    """The result's rows, as dictionaries of field and value in the order in which they are shown."""
    shown = ["@timestamp", "@message"]
    for command in split(query.strip(), "|"):
        verb, _, rest = command.strip().partition(" ")
        if verb in ("fields", "display"):
            shown = [name for name, _ in add_fields(rows, rest)]
        elif verb == "filter":
            condition = Parser(rest).whole()
            rows = [r for r in rows if evaluate(condition, r)]
        elif verb == "parse":
            rows = parse(rest, rows)
        elif verb == "stats":
            rows, shown = stats(rest, rows)
        elif verb == "sort":
            name, _, order = rest.strip().partition(" ")
            rows = sorted(rows, key=lambda r: (r.get(name.strip("`")) is not None, r.get(name.strip("`"))), reverse=order.strip().lower() == "desc")
        elif verb == "limit":
            rows = rows[: int(rest)]
        elif verb and not verb.startswith("#"):
            raise Malformed(f"unexpected symbol found {verb}")
    return [{name: r.get(name) for name in shown if r.get(name) is not None} for r in rows]


def split(text, mark):
    """Splits at a mark that is outside of quotes, regular expressions and brackets."""
    parts, depth, quote, last = [""], 0, "", ""
    for c in text:
        if quote:
            quote = "" if c == quote and last != "\\" else quote
        elif c in "\"'`" or c == "/" and re.search(r"(like|=~|parse \S+)\s*$", parts[-1]):
            quote = c
        elif c in "([":
            depth += 1
        elif c in ")]":
            depth -= 1
        elif c == mark and depth == 0:
            parts.append("")
            last = c
            continue
        parts[-1] += c
        last = c
    return parts


def columns(text):
    """(name, expression) of each column in a list: the alias, or what is written."""
    out = []
    for part in split(text, ","):
        match = re.fullmatch(r"(.*?)\s+as\s+(`[^`]+`|[\w@.]+)", part.strip(), re.DOTALL)
        expression, name = match.groups() if match else (part.strip(), part.strip())
        out.append((name.strip("`"), Parser(expression).whole()))
    return out


def add_fields(rows, text):
    added = columns(text)
    for row in rows:
        for name, expression in added:
            row[name] = evaluate(expression, row)
    return added


def parse(text, rows):
    match = re.fullmatch(r"\s*(?:(\S+)\s+)?(?:/(.*)/|(\"(?:[^\"\\]|\\.)*\"|'[^']*')\s+as\s+(.+))\s*", text, re.DOTALL)
    if not match:
        raise Malformed(f"cannot parse {text}")
    source, regex, pattern, names = match.groups()
    if regex is None:
        names = [n.strip(" `") for n in names.split(",")]
        regex = "(.*?)".join(map(re.escape, pattern[1:-1].split("*")))
        regex += "$" if pattern[1:-1].endswith("*") else ""
    else:
        regex = named_groups(regex)
    compiled = re.compile(regex)
    for row in rows:
        found = compiled.search(str(row.get((source or "@message").strip("`"), "")))
        if found:
            row.update(found.groupdict() or dict(zip(names or [], found.groups())))
    return rows


def stats(text, rows):
    match = re.fullmatch(r"(.*?)(?:\s+by\s+(.*))?", text.strip(), re.DOTALL)
    measured, keys = columns(match[1]), columns(match[2]) if match[2] else []
    groups = {}
    for row in rows:
        groups.setdefault(tuple(evaluate(e, row) for _, e in keys), []).append(row)
    out = []
    for key, members in groups.items():
        row = {name: value for (name, _), value in zip(keys, key)}
        row.update({name: evaluate(e, members[0], members) for name, e in measured})
        out.append(row)
    return out, [name for name, _ in keys + measured]


class Parser:
    """An expression as nested tuples: ("number", 1.0), ("name", "@type"), ("call", "max", [...]), ("+", left, right)…"""

    def __init__(self, text):
        self.tokens, at, text = [], 0, text.strip()
        while at < len(text):
            match = TOKEN.match(text, at)
            if not match:
                raise Malformed(f"unexpected symbol found {text[at]} in {text}")
            self.tokens.append((match.lastgroup, match[match.lastgroup]))
            at = match.end()
        self.at = 0

    def peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def take(self, wanted=None):
        kind, text = self.peek()
        if wanted and text != wanted:
            raise Malformed(f"expected {wanted}, found {text or 'the end'}")
        self.at += 1
        return kind, text

    def whole(self):
        tree = self.binary(0)
        if self.peek()[0] != "end":
            raise Malformed(f"unexpected symbol found {self.peek()[1]}")
        return tree

    def binary(self, level):
        if level == len(BINARY):
            return self.unary()
        left = self.binary(level + 1)
        while True:
            negated = self.peek()[1].lower() == "not" and level == 2
            if negated:
                self.take()
            operator = self.peek()[1].lower()
            if self.peek()[0] not in ("mark", "name") or operator not in BINARY[level]:
                return left
            self.take()
            left = (operator, left, self.binary(level + 1))
            left = ("not", left) if negated else left

    def unary(self):
        kind, text = self.take()
        if text == "-":
            return "-", ("number", 0.0), self.unary()
        if text.lower() == "not":
            return "not", self.binary(2)
        if text == "(":
            tree = self.binary(0)
            self.take(")")
            return tree
        if text == "[":
            return "list", self.arguments("]")
        if kind == "number":
            return "number", float(text)
        if kind in ("string", "regex"):
            return kind, re.sub(r"\\(.)", r"\1", text[1:-1]) if kind == "string" else text[1:-1]
        if kind == "name" and self.peek()[1] == "(" and text[0] != "`":
            self.take()
            return "call", text.lower(), self.arguments(")")
        if kind == "name" or text == "*":
            return "name", text.strip("`")
        raise Malformed(f"unexpected symbol found {text or 'at the end'}")

    def arguments(self, end):
        out = []
        while self.peek()[1] != end:
            out.append(self.binary(0) if self.peek()[1] != "*" else ("name", self.take()[1]))
            if self.peek()[1] == ",":
                self.take()
        self.take(end)
        return out


def evaluate(tree, row, group=None):
    """The value of an expression for a row; aggregates are over the group."""
    kind, *rest = tree
    if kind in ("number", "string", "regex"):
        return rest[0]
    if kind == "name":
        return row.get(rest[0])
    if kind == "list":
        return [evaluate(t, row, group) for t in rest[0]]
    if kind == "not":
        return not evaluate(rest[0], row, group)
    if kind == "call":
        name, arguments = rest
        if name in AGGREGATES and group is not None:
            return aggregate(name, arguments, group)
        return apply(name, [evaluate(t, row, group) for t in arguments])
    left, right = (evaluate(t, row, group) for t in rest)
    if kind in ("like", "=~"):
        return left is not None and matches(str(left), rest[1][0], right)
    return combine(kind, left, right)


def matches(text, kind, pattern):
    """A quoted pattern is looked for as it is; only between slashes it is a regular expression."""
    return pattern in text if kind == "string" else re.search(named_groups(pattern), text) is not None


def named_groups(regex):
    """Python's way of writing (?<name>…)."""
    return re.sub(r"\(\?<(?![=!])", "(?P<", regex)


def number(value):
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def combine(operator, left, right):
    if operator in ("and", "or"):
        return bool(left and right) if operator == "and" else bool(left or right)
    if operator == "in":
        return left in right
    if operator in ("=", "!="):
        same = left == right if number(left) is None or number(right) is None else number(left) == number(right)
        return same == (operator == "=")
    left, right = number(left), number(right)
    if left is None or right is None:
        return None
    return {
        "+": lambda: left + right, "-": lambda: left - right, "*": lambda: left * right, "^": lambda: left**right,
        "/": lambda: left / right if right else None, "%": lambda: left % right if right else None,
        "<": lambda: left < right, "<=": lambda: left <= right, ">": lambda: left > right, ">=": lambda: left >= right,
    }[operator]()


def apply(name, values):
    functions = {
        "ispresent": lambda v: v is not None,
        "isempty": lambda v: v in (None, ""),
        "isblank": lambda v: v is None or not str(v).strip(),
        "abs": lambda v: abs(number(v)),
        "ceil": lambda v: float(-(-number(v) // 1)),
        "floor": lambda v: float(number(v) // 1),
        "strcontains": lambda v, part: int(part in str(v or "")),
        "coalesce": lambda *vs: next((v for v in vs if v is not None), None),
        "greatest": lambda *vs: max(filter(None.__ne__, map(number, vs)), default=None),
        "least": lambda *vs: min(filter(None.__ne__, map(number, vs)), default=None),
        "if": lambda condition, then, otherwise=None: then if condition else otherwise,
        "tolower": lambda v: str(v).lower(),
        "toupper": lambda v: str(v).upper(),
        "strlen": lambda v: len(str(v)),
    }
    if name not in functions:
        raise Malformed(f"function {name} is not known")
    return functions[name](*values)


def aggregate(name, arguments, group):
    """Rows without the field do not count; each row counts as often as it weighs."""
    if name == "count" and (not arguments or arguments[0] == ("name", "*")):
        return sum(r.get("@weight", 1) for r in group)
    pairs = [(evaluate(arguments[0], r), r.get("@weight", 1)) for r in group]
    pairs = [(v, w) for v, w in pairs if v is not None]
    if name == "count":
        return sum(w for _, w in pairs)
    if name == "count_distinct":
        return len({v for v, _ in pairs})
    pairs = [(number(v), w) for v, w in pairs if number(v) is not None]
    if not pairs:
        return None
    total, weight = sum(v * w for v, w in pairs), sum(w for _, w in pairs)
    if name == "pct":
        return nearest_rank(pairs, evaluate(arguments[1], {}) / 100)
    return {
        "sum": lambda: total, "avg": lambda: total / weight, "min": lambda: min(pairs)[0], "max": lambda: max(pairs)[0],
        "median": lambda: nearest_rank(pairs, 0.5), "stddev": lambda: (sum(w * (v - total / weight) ** 2 for v, w in pairs) / weight) ** 0.5,
    }[name]()
