"""Metric series in memory, fast to aggregate over any period.

A datum is what CloudWatch keeps of one interval: sample count, sum, minimum and
maximum, and the values behind them for percentiles. Seeded series are described by
a function and only turned into arrays when somebody asks.
"""

import threading
from array import array
from bisect import bisect_left

RETENTION = ((60, 15 * 86400), (300, 63 * 86400), (3600, 455 * 86400))


class Profile:
    """A distribution shared by all data of a series: (value, share) pairs, highest last.

    A datum is then only a number of samples and a scale; a cap, if any, holds after scaling.
    """

    def __init__(self, pairs, cap=float("inf")):
        self.pairs, self.cap = pairs, cap
        self.mean = sum(v * w for v, w in pairs)
        self._quantiles = {}

    def summary(self, number, scale):
        low, high = self.pairs[0][0] * scale, self.pairs[-1][0] * scale
        if high <= self.cap:
            return number, number * scale * self.mean, low, high
        total = number * sum(min(self.cap, v * scale) * w for v, w in self.pairs)
        return number, total, min(low, self.cap), self.cap

    def samples(self, number, scale):
        return [(min(self.cap, v * scale), w * number) for v, w in self.pairs]

    def quantile(self, share, scale):
        if share not in self._quantiles:
            self._quantiles[share] = nearest_rank(self.pairs, share)
        return min(self.cap, self._quantiles[share] * scale)


class Series:
    """One metric; it may be listed under several sets of dimensions.

    make, if given, yields (timestamp, samples), samples being a list of (value, weight) or a
    tuple (profile, number, scale). It is called once, at the first look; newest is known
    before that, so that ListMetrics need not build anything.
    """

    def __init__(self, make=None, newest=0):
        self._make, self._lock = make, threading.Lock()
        self.newest = newest
        self._put = []
        self._columns = None

    def put(self, timestamp, samples, summary=None):
        """Adds one datum; summary (count, sum, min, max) is given where the samples are not known."""
        with self._lock:
            self._put.append((timestamp, samples, summary or summarise(samples)))
            self.newest = max(self.newest, timestamp)
            self._columns = None

    def columns(self):
        with self._lock:
            if self._columns is None:
                rows = [(t, s, summarise(s)) for t, s in self._make()] if self._make else []
                self._columns = Columns(sorted(rows + self._put, key=lambda row: row[0]))
            return self._columns

    def query(self, start, end, period, statistic, now):
        """Timestamps and values of a statistic per period, oldest first; periods without data are absent."""
        columns = self.columns()
        # Retention is cut at a whole period, as a bin that is half gone would mislead.
        oldest = now - retention(period)
        if start < oldest:
            start += -(int(start - oldest) // period) * period
        first, last = bisect_left(columns.times, start), bisect_left(columns.times, end)
        if period <= columns.gap:  # at most one datum in each period
            times = [start + (t - start) // period * period for t in columns.times[first:last]]
            values = columns.each(statistic, first, last)
        else:
            times, values = [], []
            while first < last:
                slot = (columns.times[first] - start) // period
                after = bisect_left(columns.times, start + (slot + 1) * period, first, last)
                times.append(start + slot * period)
                values.append(columns.together(statistic, first, after))
                first = after
        kept = [(t, v) for t, v in zip(times, values) if v is not None]
        return [t for t, _ in kept], [v for _, v in kept]


class Columns:
    """The data of a series side by side. samples is None where all samples are equal."""

    def __init__(self, rows):
        self.times = array("q", (t for t, _, _ in rows))
        self.count, self.sum, self.low, self.high = (array("d", (s[i] for _, _, s in rows)) for i in range(4))
        self.samples = [None if s[2] == s[3] else samples for _, samples, s in rows]
        gaps = (b - a for a, b in zip(self.times, self.times[1:]))
        self.gap = min(gaps, default=1 << 40)

    def each(self, statistic, first, last):
        """The statistic of each datum by itself."""
        if statistic in SIMPLE_COLUMN:
            return getattr(self, SIMPLE_COLUMN[statistic])[first:last].tolist()
        if statistic == "Average":
            return [s / n if n else None for s, n in zip(self.sum[first:last], self.count[first:last])]
        share = percentile_share(statistic)
        return [self._quantile(i, share) for i in range(first, last)]

    def _quantile(self, i, share):
        samples = self.samples[i]
        if samples is None:
            return self.low[i]
        if isinstance(samples, tuple):
            profile, _, scale = samples
            return profile.quantile(share, scale)
        return nearest_rank(samples, share)

    def together(self, statistic, first, last):
        """The statistic of several data pooled."""
        if statistic == "Minimum":
            return min(self.low[first:last])
        if statistic == "Maximum":
            return max(self.high[first:last])
        if statistic in SIMPLE_COLUMN:
            return sum(getattr(self, SIMPLE_COLUMN[statistic])[first:last])
        if statistic == "Average":
            count = sum(self.count[first:last])
            return sum(self.sum[first:last]) / count if count else None
        pooled = []
        for i in range(first, last):
            samples = self.samples[i]
            if samples is None:
                pooled.append((self.low[i], self.count[i]))
            elif isinstance(samples, tuple):
                profile, number, scale = samples
                pooled.extend(profile.samples(number, scale))
            else:
                pooled.extend(samples)
        return nearest_rank(pooled, percentile_share(statistic))


SIMPLE_COLUMN = {"SampleCount": "count", "Sum": "sum", "Minimum": "low", "Maximum": "high"}


def check_statistic(name):
    """ValueError for a statistic that is neither simple nor a percentile."""
    if name not in SIMPLE_COLUMN and name != "Average":
        percentile_share(name)


def percentile_share(name):
    """0.99 for "p99"; ValueError for what is not a percentile."""
    if not name.startswith("p"):
        raise ValueError(f"unsupported statistic {name}")
    share = float(name[1:]) / 100
    if not 0 <= share <= 1:
        raise ValueError(f"percentile {name} is not between 0 and 100")
    return share


def nearest_rank(samples, share):
    """The smallest value that at least this share of all samples does not exceed."""
    ordered = sorted(samples)
    if not ordered:
        return None
    wanted = share * sum(w for _, w in ordered)
    wanted -= wanted * 1e-9  # weights are fractions: do not miss a rank by rounding
    reached = 0.0
    for value, weight in ordered:
        reached += weight
        if reached >= wanted:
            return value
    return ordered[-1][0]


def retention(period):
    """How far back AWS keeps data so fine: 15 days by the minute, 63 by 5 minutes, 455 by the hour."""
    if period < 300:
        return RETENTION[0][1]
    if period < 3600:
        return RETENTION[1][1]
    return RETENTION[2][1]


def summarise(samples):
    if isinstance(samples, tuple):
        profile, number, scale = samples
        return profile.summary(number, scale)
    count = sum(w for _, w in samples)
    return count, sum(v * w for v, w in samples), min(v for v, _ in samples), max(v for v, _ in samples)


class Store:
    """All series of one account and region, by namespace, metric name and sorted dimensions."""

    def __init__(self):
        self.series = {}
        self._listed = []

    def add(self, namespace, name, dimensions, series):
        self.series[key_of(namespace, name, dimensions)] = series

    def put(self, namespace, name, dimensions, timestamp, samples, summary=None):
        self.series.setdefault(key_of(namespace, name, dimensions), Series()).put(timestamp, samples, summary)

    def get(self, namespace, name, dimensions):
        return self.series.get(key_of(namespace, name, dimensions))

    def listed(self):
        """All (key, series) in a fixed order."""
        if len(self._listed) != len(self.series):
            self._listed = sorted(self.series.items(), key=lambda item: item[0])
        return self._listed


def key_of(namespace, name, dimensions):
    return namespace, name, tuple(sorted(dimensions.items()))
