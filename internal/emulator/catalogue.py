"""What moto has not got, or answers otherwise than AWS: resources in the shape in which AWS lists them.

Where nothing was seeded of a kind, moto is left to answer, so that what other programs create is there too.
"""

import collections

import paging
from wire import PASS

# By (account, region), then by kind ("rest_apis"): the answers' items, sorted as they were seeded.
KEPT = collections.defaultdict(lambda: collections.defaultdict(list))


def keep(seeder, kind, item):
    KEPT[seeder.account, seeder.region][kind].append(item)
    return item


def kept(call, kind):
    return KEPT[call.account, call.region][kind] if (call.account, call.region) in KEPT else []


def listed(call, kind, wanted=lambda item: True, **how):
    """One page of the items that are wanted; PASS when none was ever seeded."""
    items = kept(call, kind)
    if not items:
        return PASS
    return paged(call, list(filter(wanted, items)), **how)


def paged(call, items, member, size, most, limit="maxResults", token="nextToken", answer_token=None, invalid="ValidationException"):
    """One page in an answer: member holds the items; limit, token and answer_token are what the service calls them."""
    asked = paging.limit(call.params.get(limit), size, most, limit, invalid)
    items, following = paging.page(items, call.params.get(token), asked, invalid)
    return {member: items, answer_token or token: following}
